package io.pageconsistency.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.pageconsistency.Mode;
import io.pageconsistency.agent.allocators.described.DescribedModule;
import io.pageconsistency.agent.instrument.AllocatorModule;
import io.pageconsistency.agent.options.Options;
import io.pageconsistency.agent.output.console.ExitSummary;
import io.pageconsistency.agent.output.console.HoldersText;
import io.pageconsistency.agent.output.jfr.Standing;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.ledger.HeldByStack;
import io.pageconsistency.ledger.Ledger;

/**
 * What the agent says of itself, while it is at work and at the end: what it watches, what it does not check, who holds memory.
 * Thread-safe.
 */
final class Overview {
    private static final int HOLDERS_AT_EXIT = 5;

    private final Options options;
    private final Checker checker;
    private final Ledger ledger;
    private final List<AllocatorModule> modules;
    private final List<DescribedModule> described;
    private final Switches switches;
    private final Woven woven;
    private final Consumer<String> notices;
    /** Null until it is known, and where nothing is fenced. */
    private volatile Supplier<String> fencingObstacle = () -> null;
    private volatile Supplier<List<String>> notMet = List::of;
    private volatile String announced;
    /** Whether there were so many errors of ours that the hooks were taken out. */
    private volatile boolean unhooked;
    /** Whether it has been said; used by the ticker only. */
    private boolean forgetful;
    private boolean freesInDoubt;

    /**
     * @param modules those that are not disabled
     * @param described as well
     * @param notices takes what is to be said, a line each
     */
    Overview(Options options, Checker checker, List<AllocatorModule> modules, List<DescribedModule> described, Switches switches,
            Woven woven, Consumer<String> notices) {
        this.options = options;
        this.checker = checker;
        this.ledger = checker.ledger();
        this.modules = modules;
        this.described = described;
        this.switches = switches;
        this.woven = woven;
        this.notices = notices;
    }

    /** @param obstacle asked why nothing is fenced although it was asked for; says null where it is, or was not */
    void fencing(Supplier<String> obstacle) {
        fencingObstacle = obstacle;
    }

    /** @param lines asked for known faults that were not met */
    void known(Supplier<List<String>> lines) {
        notMet = lines;
    }

    /** From now on nothing is checked. */
    void unhooked() {
        unhooked = true;
    }

    /** Says what has changed. */
    void everySecond() {
        announce();
        if (!forgetful && checker.trackedPools().hasDroppedHolders()) {
            forgetful = true;
            notices.accept("not checked any more in some pools: " + Unseen.FORGETFUL);
        }
        if (!freesInDoubt && checker.nativeMemory().isInDoubt()) {
            freesInDoubt = true;
            notices.accept("not checked any more: " + Unseen.FREES_IN_DOUBT);
        }
    }

    /** In a few words each, why the finding of nothing does not mean much. */
    List<String> blindness() {
        return Coverage.blindness(unseen(), woven.statuses());
    }

    /** Why this run does not prove anything; none where it does. */
    List<String> failures() {
        return Coverage.failures(unseen(), woven.statuses(), woven.unmet());
    }

    /** The lines at the end. */
    List<String> lastWords(ExitSummary summary) {
        List<String> lines = new ArrayList<>(summary.get());
        lines.addAll(notMet.get());
        if (options.findings() != null && ledger.reports().findings() > 0) {
            lines.add("  findings      are in " + options.findings() + (options.recording() == null ? ""
                    : "; after a crash of this JVM the recording is in hs_err_pid" + ProcessHandle.current().pid() + ".jfr"));
        }
        lines.addAll(HoldersText.atExit(HeldByStack.of(ledger, HOLDERS_AT_EXIT, false), System.currentTimeMillis()));
        lines.addAll(Coverage.gaps(unseen(), woven.statuses(), woven.unmet()));
        lines.addAll(Coverage.labelled(woven.unreadBooks()));
        return lines;
    }

    /** What is not checked, while the program goes on. */
    List<String> unchecked() {
        List<String> lines = Coverage.unchecked(unseen(), woven.statuses());
        lines.addAll(woven.unreadBooks());
        lines.addAll(unfenced());
        return lines;
    }

    private List<String> unfenced() {
        String why = fencingObstacle.get();
        return why == null ? List.of() : List.of("use of free memory: nothing is fenced, " + why);
    }

    private Unseen unseen() {
        return new Unseen(checker.regions().untracked(), ledger.ignoredFindings(), checker.trackedPools().hasDroppedHolders(),
                checker.nativeMemory().isInDoubt(), ledger.reports().swallowedErrors(), unhooked);
    }

    /** For status events. */
    Standing standing() {
        return new Standing(switches.mode().toString(), checker.poison().figures(), checker.fences().figures());
    }

    /** Tells other processes how it stands, which may change when a class is loaded. */
    void announce() {
        String now = greeting();
        if (!now.equals(announced)) {
            announced = now;
            Presence.announce(now);
        }
    }

    /** What it is and what it watches, in one line. */
    String greeting() {
        // Recipes are named when there is something for them.
        List<String> names = new ArrayList<>();
        modules.forEach(module -> {
            if (module.isExpected()) {
                names.add(module.name());
            }
        });
        described.forEach(module -> {
            if (!module.isRecipe()) {
                names.add(module.name());
            }
        });
        List<String> watched = Coverage.covered(woven.statuses());
        names.removeAll(watched);
        return Version.ofAgent() + " on " + Version.ofJava() + ": watching "
                + (!watched.isEmpty() ? String.join(", ", watched) : names.isEmpty() ? "nothing" : "nothing yet")
                + (names.isEmpty() ? "" : ", waiting for " + String.join(", ", names))
                + (options.disabled().isEmpty() ? "" : "; disabled: " + String.join(", ", options.disabled()))
                + (switches.mode() == Mode.PRODUCTION ? switches.guarding() : "; mode " + switches.inWords())
                + "; violations " + options.onViolation().text();
    }
}

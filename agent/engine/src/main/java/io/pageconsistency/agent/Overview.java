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
 * What the agent says about itself while it runs and at the end: what it watches, what it does not check, and who holds memory.
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
    /** Supplies the reason why nothing is fenced although it was asked for; null otherwise, and until that is known. */
    private volatile Supplier<String> fencingObstacle = () -> null;
    private volatile Supplier<List<String>> notMet = List::of;
    private volatile String announced;
    /** Whether the hooks were removed because of too many errors inside the agent. */
    private volatile boolean unhooked;
    /** Whether the notice about forgotten holders has been given. Only the ticker uses this field and the next one. */
    private boolean forgetful;
    private boolean freesInDoubt;

    /**
     * @param modules the modules that are not disabled
     * @param described the described modules that are not disabled
     * @param notices takes what is to be said, line by line
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

    /** @param obstacle supplies the reason why nothing is fenced although it was asked for; supplies null otherwise */
    void fencing(Supplier<String> obstacle) {
        fencingObstacle = obstacle;
    }

    /** @param lines supplies the lines about known faults that were not met */
    void known(Supplier<List<String>> lines) {
        notMet = lines;
    }

    /** Records that nothing is checked from now on. */
    void unhooked() {
        unhooked = true;
    }

    /** Announces what has changed. To be called every second by one thread. */
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

    /** Returns the reasons why a run without findings proves little, in a few words each. */
    List<String> blindness() {
        return Coverage.blindness(unseen(), woven.statuses());
    }

    /** Returns the reasons why this run proves nothing; an empty list if it proves something. */
    List<String> failures() {
        return Coverage.failures(unseen(), woven.statuses(), woven.unmet());
    }

    /** Returns the lines that are printed at the end. */
    List<String> linesAtExit(ExitSummary summary) {
        List<String> lines = new ArrayList<>(summary.get());
        lines.addAll(notMet.get());
        if (options.findings() != null && ledger.reports().findings() > 0) {
            lines.add("  findings      are in " + options.findings() + (options.recording() == null ? ""
                    : "; after a crash of this JVM the recording is in hs_err_pid" + ProcessHandle.current().pid() + ".jfr"));
        }
        lines.addAll(HoldersText.atExit(HeldByStack.of(ledger, HOLDERS_AT_EXIT, false), System.currentTimeMillis()));
        lines.addAll(Coverage.gaps(unseen(), woven.statuses(), woven.unmet()));
        lines.addAll(Coverage.labelled(woven.unreadBooks()));
        lines.addAll(notLookedFor());
        return lines;
    }

    /** A run without violations may still have faults of kinds that the agent looks for only on request. */
    private List<String> notLookedFor() {
        List<String> kinds = switches.notLookedFor();
        return kinds.isEmpty() || ledger.reports().violations() != 0 || Coverage.covered(woven.statuses()).isEmpty() ? List.of()
                : List.of("  off           " + String.join(" and ", kinds) + (kinds.size() == 1 ? " was" : " were")
                        + " not looked for; see mode=test");
    }

    /** Returns what is not checked, for a program that is still running. */
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

    /** Returns the data for status events. */
    Standing standing() {
        return new Standing(switches.mode().toString(), checker.poison().figures(), checker.fences().figures());
    }

    /** Publishes the agent's state for other processes. The state may change when a class is loaded. */
    void announce() {
        String now = greeting();
        if (!now.equals(announced)) {
            announced = now;
            Presence.announce(now);
        }
    }

    /** Returns the agent's version and what it watches, in one line. */
    String greeting() {
        // A recipe is named only after one of its classes was met.
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

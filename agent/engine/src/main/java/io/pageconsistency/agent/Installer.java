package io.pageconsistency.agent;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.ByteBuffer;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

import io.pageconsistency.Mode;
import io.pageconsistency.Share;
import io.pageconsistency.agent.allocators.described.DescribedModule;
import io.pageconsistency.agent.allocators.described.reading.Openings;
import io.pageconsistency.agent.allocators.described.reading.Transfers;
import io.pageconsistency.agent.allocators.described.weaving.DescribedWeaver;
import io.pageconsistency.agent.allocators.nativememory.LastChance;
import io.pageconsistency.agent.allocators.nativememory.NativeMemoryWeaver;
import io.pageconsistency.agent.allocators.netty.ChunkMemory;
import io.pageconsistency.agent.allocators.netty.buffers.Holders;
import io.pageconsistency.agent.allocators.netty.buffers.NettyBuffer;
import io.pageconsistency.agent.allocators.netty.buffers.NettyRecycler;
import io.pageconsistency.agent.audit.BookAuditor;
import io.pageconsistency.agent.fence.Fencing;
import io.pageconsistency.agent.instrument.AllocatorModule;
import io.pageconsistency.agent.instrument.ModuleStatus;
import io.pageconsistency.agent.instrument.Weaver;
import io.pageconsistency.agent.jdk.exit.Closing;
import io.pageconsistency.agent.jdk.exit.ExitStatus;
import io.pageconsistency.agent.jdk.loaders.LoaderOpener;
import io.pageconsistency.agent.options.BadOption;
import io.pageconsistency.agent.options.OnViolation;
import io.pageconsistency.agent.options.Option;
import io.pageconsistency.agent.options.Options;
import io.pageconsistency.agent.options.OutputFile;
import io.pageconsistency.agent.output.console.Console;
import io.pageconsistency.agent.output.console.ConsoleReport;
import io.pageconsistency.agent.output.console.ExitSummary;
import io.pageconsistency.agent.output.console.FindingsFile;
import io.pageconsistency.agent.output.console.HoldersText;
import io.pageconsistency.agent.output.halt.Halt;
import io.pageconsistency.agent.output.jfr.JfrOutput;
import io.pageconsistency.agent.output.jfr.Standing;
import io.pageconsistency.agent.output.mbean.Figures;
import io.pageconsistency.agent.output.mbean.ServerWatch;
import io.pageconsistency.agent.suppress.KnownFaults;
import io.pageconsistency.background.Time;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.jvm.ExitCodes;
import io.pageconsistency.ledger.HeldByPlace;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.ledger.SelfTest;
import io.pageconsistency.nativememory.NativeMemory;
import io.pageconsistency.report.LedgerListener;
import io.pageconsistency.report.Suppression;

/**
 * The order in which the agent starts, and, backwards, in which it ends.
 *
 * <p>What listens comes before what speaks: the outputs, then the hooks' means, and the weaving last, because from then on
 * any thread may report. What fails on the way is said on the console; only what makes all checking impossible is thrown.
 */
final class Installer {
    private static final int HOLDERS_AT_EXIT = 5;

    private final Options options;
    private final List<AllocatorModule> modules;
    private final List<DescribedModule> described;
    /** What has to be woven where objects are kept from being used again; empty where it is disabled. */
    private final List<AllocatorModule> recyclers;
    private final Switches switches;
    private final Checker checker;
    private final Ledger ledger;
    private final Endings endings = new Endings();
    private Console console;
    private Closing closing;
    private boolean stopped;
    /** Null until weaving has begun. */
    private volatile Weaver weaver;
    /** Null where it is disabled, and until it has begun. */
    private volatile NativeMemoryWeaver nativeMemory;
    /** Null until weaving has begun. */
    private volatile DescribedWeaver describedWeaver;
    private volatile LoaderOpener loaders;
    /** Null until weaving is done. */
    private volatile Fencing fencing;
    private Quarantining quarantining;
    private int unwoven;
    /** Null where nothing is listed. */
    private KnownFaults known;
    private volatile String announced;
    /** Whether there were so many errors of ours that the hooks were taken out. */
    private volatile boolean unhooked;
    /** Whether it has been said; used by the ticker only. */
    private boolean forgetful;
    private boolean freesInDoubt;

    /** @param checker the one of this virtual machine, which woven code reaches */
    Installer(Checker checker, Options options, List<AllocatorModule> modules, List<DescribedModule> described) {
        this.checker = checker;
        this.ledger = checker.ledger();
        this.options = options;
        this.described = new ArrayList<>(described);
        this.described.removeIf(module -> options.disabled().contains(module.name()));
        this.modules = new ArrayList<>(modules);
        this.modules.removeIf(module -> options.disabled().contains(module.name()));
        if (options.onViolation() == OnViolation.THROW) {
            this.modules.replaceAll(AllocatorModule::refusing);
        }
        recyclers = this.modules.stream().filter(module -> module.name().equals(NettyRecycler.NAME)).toList();
        if (options.handles() == Share.OFF) {
            this.modules.removeAll(recyclers);
        }
        switches = new Switches(options, line -> console.line(line));
    }

    /**
     * Starts everything, or leaves nothing behind.
     *
     * @throws BadOption when an option turns out on the way to be one that cannot be followed
     */
    synchronized void install(Instrumentation instrumentation) throws BadOption {
        console = Console.start();
        try {
            begin(instrumentation);
        } catch (BadOption | RuntimeException | Error e) {
            endings.run().forEach(console::line);
            console.close();
            throw e;
        }
    }

    /**
     * Ends everything.
     *
     * @return one line that says so, which is on the console too
     * @throws IllegalStateException with such a line, when something could not be undone, or when it has ended already
     */
    synchronized String stop() {
        if (stopped) {
            throw new IllegalStateException("the agent has been stopped already");
        }
        stopped = true;
        List<String> failures = endings.run();
        String line = failures.isEmpty()
                ? "stopped: nothing is checked any more, and " + unwoven + " classes are as they were before"
                : "stopped: nothing is checked any more, but " + String.join("; ", failures);
        console.line(line);
        console.close();
        if (!failures.isEmpty()) {
            throw new IllegalStateException(line);
        }
        return line;
    }

    private void begin(Instrumentation instrumentation) throws BadOption {
        checker.prepare();
        endings.add(ledger::clear);
        ledger.parties().mode(options.stacks());
        ConsoleReport report = new ConsoleReport(console, ledger.parties()::mode);
        ledger.reports().add(report);
        endings.add(() -> ledger.reports().remove(report));
        ledger.reports().words(report::inWords);
        ExitSummary summary = new ExitSummary(ledger.reports(), report, console,
                () -> Coverage.blindness(unseen(), statuses()));
        suppress();
        console.atExit(() -> lastWords(summary));
        selfTest(console);
        installClosing(instrumentation);
        installJfr(console);
        Runnable flush = installFindings(console);
        applyPolicy(console, flush);
        ToLongFunction<Object> addresses = addresses(instrumentation, console);
        endings.add(checker.regions()::uninstall);
        checker.regions().install(new ChunkMemory(addresses), ChunkMemory::arrayOf);
        installPoison(instrumentation);
        endings.add(checker.caches()::uninstall);
        checker.caches().install(Holders::hasCaches);
        endings.add(checker.pins()::uninstall);
        checker.pins().install(Holders.KINDS, Holders.ROLES, Holders::placeOf);
        endings.add(checker.bufferLives()::uninstall);
        checker.bufferLives().install(new NettyBuffer(), options.handles());
        installNativeMemory(instrumentation, console, flush);
        endings.add(checker.apiRegions()::uninstall);
        endings.add(checker.trackedPools()::uninstall);
        loaders = LoaderOpener.install(instrumentation, ledger.reports());
        endings.add(() -> loaders.remove());
        weaver = Weaver.install(instrumentation, checker, modules, console::line);
        endings.add(() -> unwoven += weaver.remove());
        ledger.auditor(new BookAuditor(ledger, weaver.books(), checker.caches()::known, checker.quarantine()));
        Transfers transfers = new Transfers(checker, new Openings(instrumentation), addresses);
        endings.add(transfers::end);
        transfers.keeping(options.handles());
        endings.add(checker.describedPools()::uninstall);
        checker.describedPools().install(transfers);
        if (options.onViolation() != OnViolation.THROW) {
            LedgerListener misfits = transfers.misfits();
            ledger.reports().add(misfits);
            endings.add(() -> ledger.reports().remove(misfits));
        }
        describedWeaver = DescribedWeaver.install(instrumentation, ledger, described, transfers, console::line);
        endings.add(() -> unwoven += describedWeaver.remove());
        installFences(instrumentation, addresses);
        installQuarantine(instrumentation);
        installSwitches(transfers);
        endings.add(ServerWatch.install(instrumentation, checker, new Figures(checker, Version.ofAgent(), this::unchecked, this::stop),
                console::line)::remove);
        endings.add(Presence::withdraw);
        endings.add(Ticker.start(checker, console::line, this::unhook, this::everySecond, Time.OF_THE_MACHINE)::end);
        if (options.scrub() != null) {
            endings.add(Scrubber.start(ledger, options.scrub(), Time.OF_THE_MACHINE)::end);
        }
        console.line(greeting());
        announce();
        describedWeaver.lookAhead(ClassLoader.getSystemClassLoader());
    }

    /** After all that tells of memory is woven, and taken out before any of it is: what is fenced is opened by what is told. */
    private void installFences(Instrumentation instrumentation, ToLongFunction<Object> addresses) {
        fencing = new Fencing(instrumentation, checker, addresses, () -> nativeMemory != null && nativeMemory.isWoven(), console::line);
        endings.add(fencing::end);
        closing.add(fencing::openAtOnce);
        fencing.mode(options.fence());
    }

    /** After the fences and taken out before them: what is kept is fenced. */
    private void installQuarantine(Instrumentation instrumentation) {
        quarantining = new Quarantining(instrumentation, checker.quarantine(), weaver, options.disabled(),
                () -> fencing.isOn() || checker.poison().share() != Share.OFF, console::line);
        endings.add(quarantining::end);
        quarantining.mode(options.quarantine(), options.isGiven(Option.QUARANTINE));
    }

    /** What was written since the last look is to be found as well; but nobody halts a virtual machine that ends. */
    private void lookAtFreeMemory() {
        if (options.onViolation() != OnViolation.HALT && checker.poison().figures().extents() > 0) {
            ledger.regions().forEach(ledger.freed()::look);
        }
    }

    private void installPoison(Instrumentation instrumentation) {
        endings.add(checker.poison()::uninstall);
        try {
            checker.poison().install(NativeViews.open(instrumentation));
        } catch (ReflectiveOperationException | RuntimeException e) {
            checker.poison().withoutNativeMemory("native memory is left out, because this JDK does not let it be reached: " + e);
        }
        checker.poison().share(options.poison());
    }

    private void installSwitches(Transfers transfers) {
        switches.add(Option.STACKS, Share.class, ledger.parties()::mode, () -> null);
        switches.add(Option.HANDLES, Share.class, share -> {
            if (share != Share.OFF) {
                recyclers.forEach(weaver::add);
            }
            checker.bufferLives().withhold(share);
            transfers.keeping(share);
        }, () -> null);
        switches.add(Option.FENCE, Share.class, fencing::mode, fencing::whyNot);
        switches.add(Option.POISON, Share.class, checker.poison()::share, checker.poison()::obstacle);
        // After those: it is for what they guard.
        switches.add(Option.QUARANTINE, Long.class, bytes -> quarantining.mode(bytes, false), quarantining::whyNot);
        endings.add(() -> checker.modes().agent(null));
        checker.modes().agent(switches);
    }

    /** Before the pools: whatever they allocate from then on is known. */
    private void installNativeMemory(Instrumentation instrumentation, Console console, Runnable flush) {
        if (!options.disabled().contains(NativeMemory.NAME)) {
            endings.add(checker.nativeMemory()::calmly);
            checker.nativeMemory().urgently(new LastChance(console, flush, options.onViolation() == OnViolation.HALT));
            nativeMemory = NativeMemoryWeaver.install(instrumentation, checker.nativeMemory(), console::line);
            endings.add(() -> unwoven += nativeMemory.remove());
        }
    }

    /** @return has written out what was found so far */
    private Runnable installFindings(Console console) throws BadOption {
        if (options.findings() == null) {
            return () -> { };
        }
        try {
            FindingsFile findings = FindingsFile.open(OutputFile.of(options.findings()),
                    () -> ledger.reports().faults().all(), console::line);
            endings.add(findings::close);
            ledger.reports().add(findings);
            endings.add(() -> ledger.reports().remove(findings));
            closing.add(findings::flush);
            return findings::flush;
        } catch (IOException | InvalidPathException e) {
            cannotBeOpened(Option.FINDINGS, "option 'findings' cannot be '" + options.findings()
                    + "', which cannot be written (" + e + "); allowed: " + Option.FINDINGS.allowed());
            return () -> { };
        }
    }

    /** Checks nothing any more, and goes on telling how it stands. */
    private void unhook() {
        unhooked = true;
        Endings hooks = new Endings();
        int[] classes = new int[1];
        hooks.add(() -> loaders.remove());
        if (nativeMemory != null) {
            hooks.add(() -> classes[0] += nativeMemory.remove());
        }
        hooks.add(() -> classes[0] += describedWeaver.remove());
        hooks.add(() -> classes[0] += weaver.remove());
        hooks.add(() -> fencing.end());
        hooks.add(() -> quarantining.end());
        hooks.run().forEach(console::line);
        console.line("the hooks were taken out of " + classes[0] + " classes");
    }

    private void applyPolicy(Console console, Runnable flush) {
        ledger.policy().report();
        if (options.onViolation() == OnViolation.THROW) {
            Set<String> refusing = modules.stream().filter(AllocatorModule::refuses).map(AllocatorModule::name)
                    .collect(Collectors.toSet());
            described.forEach(module -> refusing.add(module.name()));
            ledger.policy().refuse(refusing);
        } else if (options.onViolation() == OnViolation.HALT) {
            Halt halt = Halt.install(console, flush);
            endings.add(halt::close);
            closing.add(halt::keep);
            ledger.policy().afterwards(halt);
        }
    }

    private void suppress() throws BadOption {
        if (options.suppress() == null) {
            return;
        }
        List<String> problems = new ArrayList<>();
        try {
            known = KnownFaults.read(Path.of(options.suppress()), problems);
        } catch (IOException e) {
            problems.add(options.place(Option.SUPPRESS) + "option 'suppress' cannot be '" + options.suppress()
                    + "', which cannot be read (" + e + "); allowed: " + Option.SUPPRESS.allowed());
        }
        if (!problems.isEmpty()) {
            throw new BadOption(problems);
        }
        endings.add(() -> ledger.reports().faults().suppress(Suppression.NONE));
        ledger.reports().faults().suppress(known);
    }

    private void selfTest(Console console) throws BadOption {
        List<String> failures = SelfTest.failures();
        if (!failures.isEmpty() && options.strict()) {
            throw new BadOption("strict: the self-test failed: " + String.join("; ", failures));
        }
        if (!failures.isEmpty()) {
            console.line("SELF-TEST FAILED, do not trust this agent on this virtual machine: "
                    + String.join("; ", failures));
        }
    }

    private void installClosing(Instrumentation instrumentation) throws BadOption {
        ExitStatus status = new ExitStatus(instrumentation, checker.ending());
        closing = new Closing(ledger.reports()::findings, console, status);
        endings.add(closing::leave);
        closing.add(this::lookAtFreeMemory);
        closing.install(instrumentation);
        endings.add(status::leave);
        checker.ending().watch(status::watch);
        try {
            if (options.strict()) {
                status.strict(ExitCodes.MISCONFIGURED, () -> Coverage.failures(unseen(), statuses(), unmet()));
            }
            if (options.failOnExit()) {
                Supplier<String> violations = () -> Coverage.violations(ledger.reports());
                checker.ending().object(violations);
                endings.add(() -> checker.ending().agree(violations));
            }
        } catch (RuntimeException e) {
            throw new BadOption((options.strict() ? "strict" : "option '" + Option.FAIL_ON_EXIT.key() + "' cannot be 'true'")
                    + ": " + e.getMessage());
        }
    }

    private Standing standing() {
        return new Standing(switches.mode().toString(), checker.poison().figures(), checker.fences().figures());
    }

    private void installJfr(Console console) throws BadOption {
        try {
            endings.add(JfrOutput.install(ledger, this::statuses, this::standing, console::line)::run);
            if (options.recording() != null) {
                endings.add(JfrOutput.record(options.recording(), console::line)::run);
            }
        } catch (IllegalArgumentException e) {
            cannotBeOpened(Option.RECORDING, e.getMessage());
        } catch (LinkageError | RuntimeException e) {
            // A runtime without jdk.jfr, or with a flight recorder that does not work: checked and printed all the same.
            console.line("no JFR events" + (options.recording() == null ? "" : " and no recording") + ": " + e);
        }
    }

    private void cannotBeOpened(Option output, String why) throws BadOption {
        if (!options.toleratesErrors()) {
            throw new BadOption(options.place(output) + why);
        }
        console.line("on-error=warn: there will be no " + output.key() + ", because " + options.place(output) + why);
    }

    private static ToLongFunction<Object> addresses(Instrumentation instrumentation, Console console) {
        try {
            DirectAddresses addresses = DirectAddresses.open(instrumentation);
            ByteBuffer probe = ByteBuffer.allocateDirect(2);
            long first = addresses.applyAsLong(probe);
            if (first != 0 && addresses.applyAsLong(probe.position(1)) == first
                    && addresses.applyAsLong(probe.slice()) == first + 1) {
                return addresses;
            }
            console.line("addresses are not known: this JDK's direct buffers do not keep them as expected");
        } catch (ReflectiveOperationException | RuntimeException e) {
            console.line("addresses are not known: this JDK does not let them be read: " + e);
        }
        return memory -> 0;
    }

    private void everySecond() {
        weaver.everySecond();
        fencing.everySecond();
        checker.quarantine().tidy();
        announce();
        if (!forgetful && checker.trackedPools().isForgetful()) {
            forgetful = true;
            console.line("not checked any more in some pools: " + Unseen.FORGETFUL);
        }
        if (!freesInDoubt && checker.nativeMemory().isInDoubt()) {
            freesInDoubt = true;
            console.line("not checked any more: " + Unseen.FREES_IN_DOUBT);
        }
    }

    private List<String> lastWords(ExitSummary summary) {
        List<String> lines = new ArrayList<>(summary.get());
        if (known != null) {
            lines.addAll(known.notMet());
        }
        if (options.findings() != null && ledger.reports().findings() > 0) {
            lines.add("  findings      are in " + options.findings() + (options.recording() == null ? ""
                    : "; after a crash of this JVM the recording is in hs_err_pid" + ProcessHandle.current().pid() + ".jfr"));
        }
        lines.addAll(HoldersText.atExit(HeldByPlace.of(ledger, HOLDERS_AT_EXIT, false), System.currentTimeMillis()));
        lines.addAll(Coverage.gaps(unseen(), statuses(), unmet()));
        lines.addAll(Coverage.labelled(unreadBooks()));
        return lines;
    }

    private List<String> unchecked() {
        List<String> lines = Coverage.unchecked(unseen(), statuses());
        lines.addAll(unreadBooks());
        lines.addAll(unfenced());
        return lines;
    }

    private List<String> unfenced() {
        Fencing f = fencing;
        String why = f == null ? null : f.whyNot();
        return why == null ? List.of() : List.of("use of free memory: nothing is fenced, " + why);
    }

    private List<String> unreadBooks() {
        Weaver w = weaver;
        return w == null ? List.of() : w.unreadBooks();
    }

    private Unseen unseen() {
        return new Unseen(checker.regions().untracked(), ledger.ignoredFindings(), checker.trackedPools().isForgetful(),
                checker.nativeMemory().isInDoubt(), ledger.reports().swallowedErrors(), unhooked);
    }

    private List<ModuleStatus> statuses() {
        Weaver w = weaver;
        DescribedWeaver d = describedWeaver;
        List<ModuleStatus> all = new ArrayList<>(w == null ? List.of() : w.statuses());
        all.addAll(d == null ? List.of() : d.statuses());
        if (w != null && nativeMemory != null) {
            all.add(nativeMemory.status());
        }
        return all;
    }

    private List<String> unmet() {
        DescribedWeaver d = describedWeaver;
        return d == null ? List.of() : d.unmet();
    }

    /** Tells other processes how it stands, which may change when a class is loaded. */
    private void announce() {
        String now = greeting();
        if (!now.equals(announced)) {
            announced = now;
            Presence.announce(now);
        }
    }

    private String greeting() {
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
        List<String> watched = Coverage.covered(statuses());
        names.removeAll(watched);
        return Version.ofAgent() + " on " + Version.ofJava() + ": watching "
                + (!watched.isEmpty() ? String.join(", ", watched) : names.isEmpty() ? "nothing" : "nothing yet")
                + (names.isEmpty() ? "" : ", waiting for " + String.join(", ", names))
                + (options.disabled().isEmpty() ? "" : "; disabled: " + String.join(", ", options.disabled()))
                + (switches.mode() == Mode.PRODUCTION ? switches.guarding() : "; mode " + switches.inWords())
                + "; violations " + options.onViolation().text();
    }
}

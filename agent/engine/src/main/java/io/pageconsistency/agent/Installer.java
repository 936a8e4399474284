package io.pageconsistency.agent;

import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

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
import io.pageconsistency.agent.instrument.Weaver;
import io.pageconsistency.agent.jdk.loaders.LoaderOpener;
import io.pageconsistency.agent.options.BadOption;
import io.pageconsistency.agent.options.OnViolation;
import io.pageconsistency.agent.options.Option;
import io.pageconsistency.agent.options.Options;
import io.pageconsistency.agent.output.console.Console;
import io.pageconsistency.agent.output.mbean.Figures;
import io.pageconsistency.agent.output.mbean.ServerWatch;
import io.pageconsistency.background.Time;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.ledger.SelfTest;
import io.pageconsistency.nativememory.NativeMemory;
import io.pageconsistency.report.LedgerListener;

/**
 * Starts the parts of the agent in order, and ends them in the reverse order.
 *
 * <p>Listeners start before their sources: first the outputs, then what the hooks need, and last the weaving, because from then on
 * any thread may report. The console says what fails on the way. Only a failure that makes all checking impossible is thrown.
 */
final class Installer {
    private final Options options;
    private final List<AllocatorModule> modules;
    private final List<DescribedModule> described;
    /** The modules that are woven when buffer objects are kept from reuse; empty if they are disabled. */
    private final List<AllocatorModule> recyclers;
    private final Switches switches;
    private final Checker checker;
    private final Ledger ledger;
    private final Endings endings = new Endings();
    private Console console;
    private Outputs outputs;
    private boolean stopped;
    private final Woven woven = new Woven();
    private final Overview overview;
    private LoaderOpener loaders;
    private Fencing fencing;
    private Quarantining quarantining;
    private int unwoven;

    /** @param checker the checker of this JVM, which woven code calls */
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
        overview = new Overview(options, checker, this.modules, this.described, switches, woven, line -> console.line(line));
    }

    /**
     * Starts everything. If that fails, undoes everything.
     *
     * @throws BadOption if an option cannot be followed after all
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
     * @return one line that says so, which the console has printed, too
     * @throws IllegalStateException with such a line, if something could not be undone, or if the agent has ended already
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
        outputs = new Outputs(options, checker, console, endings, overview, woven);
        outputs.installConsole();
        selfTest();
        outputs.installOthers(instrumentation, refusing());
        ToLongFunction<Object> addresses = DirectAddresses.orNone(instrumentation, console::line);
        endings.add(checker.regions()::uninstall);
        checker.regions().install(new ChunkMemory(addresses), ChunkMemory::arrayOf);
        installPoison(instrumentation);
        endings.add(checker.caches()::uninstall);
        checker.caches().install(Holders::hasCaches);
        endings.add(checker.pins()::uninstall);
        checker.pins().install(Holders.KINDS, Holders.ROLES, Holders::placeOf);
        endings.add(checker.bufferLives()::uninstall);
        checker.bufferLives().install(new NettyBuffer(), options.handles());
        installNativeMemory(instrumentation);
        endings.add(checker.apiRegions()::uninstall);
        endings.add(checker.trackedPools()::uninstall);
        loaders = LoaderOpener.install(instrumentation, ledger.reports());
        endings.add(() -> loaders.remove());
        Weaver weaver = Weaver.install(instrumentation, checker, modules, console::line);
        woven.modules(weaver);
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
        DescribedWeaver describedWeaver = DescribedWeaver.install(instrumentation, ledger, described, transfers, console::line);
        woven.described(describedWeaver);
        endings.add(() -> unwoven += describedWeaver.remove());
        installFences(instrumentation, addresses);
        installQuarantine(instrumentation);
        installSwitches(transfers);
        endings.add(ServerWatch.install(instrumentation, checker, new Figures(checker, Version.ofAgent(), overview::unchecked, this::stop),
                console::line)::remove);
        endings.add(Presence::withdraw);
        runInBackground(Ticker.start(checker, console::line, this::unhook, this::everySecond, Time.OF_THE_MACHINE));
        if (options.scrub() != null) {
            runInBackground(Scrubber.start(ledger, options.scrub(), Time.OF_THE_MACHINE));
        }
        console.line(overview.greeting());
        overview.announce();
        describedWeaver.lookAhead(ClassLoader.getSystemClassLoader());
    }

    private void runInBackground(Daemon task) {
        endings.add(task::end);
        outputs.untilEnd(task);
    }

    private void selfTest() throws BadOption {
        List<String> failures = SelfTest.failures();
        if (!failures.isEmpty() && options.strict()) {
            throw new BadOption("strict: the self-test failed: " + String.join("; ", failures));
        }
        if (!failures.isEmpty()) {
            console.line("SELF-TEST FAILED, do not trust this agent on this virtual machine: "
                    + String.join("; ", failures));
        }
    }

    /** Returns the names of the modules whose hooks can keep an operation from taking effect. */
    private Set<String> refusing() {
        Set<String> refusing = modules.stream().filter(AllocatorModule::refuses).map(AllocatorModule::name)
                .collect(Collectors.toSet());
        described.forEach(module -> refusing.add(module.name()));
        return refusing;
    }

    /**
     * Starts fencing. This comes after everything that reports memory operations is woven, and it ends before any of that is
     * removed, because these reports open the fences.
     */
    private void installFences(Instrumentation instrumentation, ToLongFunction<Object> addresses) {
        fencing = new Fencing(instrumentation, checker, addresses, () -> woven.nativeMemory() != null && woven.nativeMemory().isWoven(), console::line);
        endings.add(fencing::end);
        outputs.atEnd(fencing::openAtOnce);
        overview.fencing(fencing::whyNot);
        fencing.mode(options.fence());
    }

    /** Starts the quarantine. This comes after the fences and ends before them, because quarantined memory is fenced. */
    private void installQuarantine(Instrumentation instrumentation) {
        quarantining = new Quarantining(instrumentation, checker.quarantine(), woven.modules(), options.disabled(),
                () -> fencing.isOn() || checker.poison().share() != Share.OFF, console::line);
        endings.add(quarantining::end);
        quarantining.mode(options.quarantine(), options.isGiven(Option.QUARANTINE));
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
                recyclers.forEach(woven.modules()::add);
            }
            checker.bufferLives().withhold(share);
            transfers.keeping(share);
        }, () -> null);
        switches.add(Option.FENCE, Share.class, fencing::mode, fencing::whyNot);
        switches.add(Option.POISON, Share.class, checker.poison()::share, checker.poison()::obstacle);
        // After fence and poison: only memory that they guard is kept in quarantine.
        switches.add(Option.QUARANTINE, Long.class, bytes -> quarantining.mode(bytes, false), quarantining::whyNot);
        endings.add(() -> checker.modes().agent(null));
        checker.modes().agent(switches);
    }

    /** Starts to watch native memory. This comes before the pools, so that every block that they allocate from then on is known. */
    private void installNativeMemory(Instrumentation instrumentation) {
        if (!options.disabled().contains(NativeMemory.NAME)) {
            endings.add(checker.nativeMemory()::noFlush);
            checker.nativeMemory().flushBeforeAbort(new LastChance(console, outputs::flush, options.onViolation() == OnViolation.HALT));
            NativeMemoryWeaver nativeMemory = NativeMemoryWeaver.install(instrumentation, checker.nativeMemory(), console::line);
            woven.nativeMemory(nativeMemory);
            endings.add(() -> unwoven += nativeMemory.remove());
        }
    }

    /** Removes all hooks. Nothing is checked after that, but the agent still reports its state. */
    private void unhook() {
        overview.unhooked();
        Endings hooks = new Endings();
        int[] classes = new int[1];
        hooks.add(() -> loaders.remove());
        if (woven.nativeMemory() != null) {
            hooks.add(() -> classes[0] += woven.nativeMemory().remove());
        }
        hooks.add(() -> classes[0] += woven.described().remove());
        hooks.add(() -> classes[0] += woven.modules().remove());
        hooks.add(() -> fencing.end());
        hooks.add(() -> quarantining.end());
        hooks.run().forEach(console::line);
        console.line("the hooks were taken out of " + classes[0] + " classes");
    }

    private void everySecond() {
        woven.modules().everySecond();
        fencing.everySecond();
        checker.quarantine().giveBackUnguarded();
        overview.everySecond();
    }
}

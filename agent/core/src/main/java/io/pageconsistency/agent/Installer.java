package io.pageconsistency.agent;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.ByteBuffer;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

import io.pageconsistency.agent.halt.Halt;
import io.pageconsistency.agent.jfr.JfrOutput;
import io.pageconsistency.agent.management.Figures;
import io.pageconsistency.agent.management.ServerWatch;
import io.pageconsistency.agent.options.BadOption;
import io.pageconsistency.agent.options.OnViolation;
import io.pageconsistency.agent.options.Option;
import io.pageconsistency.agent.options.Options;
import io.pageconsistency.agent.report.Console;
import io.pageconsistency.agent.report.ConsoleReport;
import io.pageconsistency.agent.report.ExitSummary;
import io.pageconsistency.agent.report.FindingsFile;
import io.pageconsistency.agent.weaving.AllocatorModule;
import io.pageconsistency.agent.weaving.ModuleStatus;
import io.pageconsistency.agent.weaving.Weaver;
import io.pageconsistency.hooks.PoolHooks;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.ledger.SelfTest;

/**
 * The order in which the agent starts.
 *
 * <p>What listens comes before what speaks: the outputs, then the hooks' means, and the weaving last, because from then on
 * any thread may report. What fails on the way is said on the console; only what makes all checking impossible is thrown.
 */
final class Installer {
    private final Options options;
    private final List<AllocatorModule> modules;
    private final Ledger ledger = Ledger.ofThisJvm();
    /** Null until weaving has begun. */
    private volatile Weaver weaver;

    Installer(Options options, List<AllocatorModule> modules) {
        this.options = options;
        this.modules = modules.stream().filter(module -> !options.disabled().contains(module.name()))
                .map(module -> options.onViolation() == OnViolation.THROW ? module.refusing() : module).toList();
    }

    /** @throws BadOption when an option turns out on the way to be one that cannot be followed */
    void install(Instrumentation instrumentation) throws BadOption {
        Console console = Console.start();
        ledger.parties().mode(options.stacks());
        ConsoleReport report = new ConsoleReport(console, options.stacks());
        ledger.reports().add(report);
        ExitSummary summary = new ExitSummary(ledger.reports(), report, console);
        console.atExit(() -> lastWords(summary));
        selfTest(console);
        if (options.strict()) {
            overrideStatus(instrumentation);
        }
        installJfr(console);
        applyPolicy(console, installFindings(console));
        PoolHooks.install(addresses(instrumentation, console));
        weaver = Weaver.install(instrumentation, modules, console::line);
        ServerWatch.install(instrumentation, new Figures(ledger, Version.ofAgent()), console::line);
        Ticker.start(ledger, options.stacks(), console::line, weaver::remove);
        if (options.scrub() != null) {
            Scrubber.start(ledger, options.scrub());
        }
        console.line(greeting());
    }

    /** @return has written out what was found so far */
    private Runnable installFindings(Console console) throws BadOption {
        if (options.findings() == null) {
            return () -> { };
        }
        try {
            FindingsFile findings = FindingsFile.open(Path.of(options.findings()), console::line);
            ledger.reports().add(findings);
            return findings::flush;
        } catch (IOException | InvalidPathException e) {
            throw new BadOption("option 'findings' cannot be '" + options.findings() + "', which cannot be written (" + e
                    + "); allowed: " + Option.FINDINGS.allowed());
        }
    }

    private void applyPolicy(Console console, Runnable flush) {
        ledger.policy().report();
        if (options.onViolation() == OnViolation.THROW) {
            ledger.policy().refuse(modules.stream().filter(AllocatorModule::refuses).map(AllocatorModule::name)
                    .collect(Collectors.toSet()));
        } else if (options.onViolation() == OnViolation.HALT) {
            ledger.policy().afterwards(Halt.install(console, flush));
        }
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

    private void overrideStatus(Instrumentation instrumentation) throws BadOption {
        try {
            ExitStatus.override(instrumentation, AgentMain.MISCONFIGURED, () -> Coverage.failures(statuses()));
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new BadOption("strict: this JDK does not let the exit status be changed: " + e);
        }
    }

    private void installJfr(Console console) throws BadOption {
        try {
            JfrOutput.install(ledger, this::statuses, options.recording(), console::line);
        } catch (IllegalArgumentException e) {
            throw new BadOption(e.getMessage());
        } catch (LinkageError | RuntimeException e) {
            // A runtime without jdk.jfr, or with a flight recorder that does not work: checked and printed all the same.
            console.line("no JFR events" + (options.recording() == null ? "" : " and no recording") + ": " + e);
        }
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

    private List<String> lastWords(ExitSummary summary) {
        List<String> lines = new ArrayList<>(summary.get());
        lines.addAll(Coverage.gaps(PoolHooks.untracked(), ledger.ignoredFindings(), statuses()));
        return lines;
    }

    private List<ModuleStatus> statuses() {
        Weaver w = weaver;
        return w == null ? List.of() : w.statuses();
    }

    private String greeting() {
        String watched = modules.stream().filter(AllocatorModule::covers).map(AllocatorModule::name)
                .collect(Collectors.joining(", "));
        return Version.ofAgent() + " on " + Version.ofJava() + ": watching " + (watched.isEmpty() ? "nothing" : watched)
                + (options.disabled().isEmpty() ? "" : "; disabled: " + String.join(", ", options.disabled()))
                + "; violations " + options.onViolation().text();
    }
}

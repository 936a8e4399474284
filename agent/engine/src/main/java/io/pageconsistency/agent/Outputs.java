package io.pageconsistency.agent;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import io.pageconsistency.agent.jdk.exit.Closing;
import io.pageconsistency.agent.jdk.exit.ExitStatus;
import io.pageconsistency.agent.options.BadOption;
import io.pageconsistency.agent.options.OnViolation;
import io.pageconsistency.agent.options.Option;
import io.pageconsistency.agent.options.Options;
import io.pageconsistency.agent.options.OutputFile;
import io.pageconsistency.agent.output.console.Console;
import io.pageconsistency.agent.output.console.ConsoleReport;
import io.pageconsistency.agent.output.console.ExitSummary;
import io.pageconsistency.agent.output.console.FindingsFile;
import io.pageconsistency.agent.output.halt.Halt;
import io.pageconsistency.agent.output.jfr.JfrOutput;
import io.pageconsistency.agent.suppress.KnownFaults;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.jvm.ExitCodes;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.report.Suppression;

/**
 * Starts everything that reports findings or acts on them: the console, flight recordings, the findings file, the exit status, and
 * the policy for violations. Not thread-safe.
 */
final class Outputs {
    private final Options options;
    private final Checker checker;
    private final Ledger ledger;
    private final Console console;
    private final Endings endings;
    private final Overview overview;
    private final Woven woven;
    private Closing closing;
    private Runnable flush = () -> { };

    /** @param endings takes the actions that undo what was started */
    Outputs(Options options, Checker checker, Console console, Endings endings, Overview overview, Woven woven) {
        this.options = options;
        this.checker = checker;
        this.ledger = checker.ledger();
        this.console = console;
        this.endings = endings;
        this.overview = overview;
        this.woven = woven;
    }

    /** Starts the report on the console. This comes first, because the console prints what fails later. */
    void installConsole() throws BadOption {
        ConsoleReport report = new ConsoleReport(console, ledger.parties()::mode);
        ledger.reports().add(report);
        endings.add(() -> ledger.reports().remove(report));
        ledger.reports().words(report::inWords);
        ExitSummary summary = new ExitSummary(ledger.reports(), report, console, overview::blindness);
        suppress();
        console.atExit(() -> overview.linesAtExit(summary));
    }

    /** Starts the outputs to files, and what happens at the end of the JVM. */
    void installOthers(Instrumentation instrumentation, Set<String> refusing) throws BadOption {
        installClosing(instrumentation);
        installJfr();
        installFindings();
        applyPolicy(refusing);
    }

    /** Writes the findings so far to the file. */
    void flush() {
        flush.run();
    }

    /** Adds a task that runs before the last lines are written. */
    void atEnd(Runnable task) {
        closing.add(task);
    }

    /** Adds a task in the background that ends after the last lines are written. */
    void untilEnd(Daemon task) {
        closing.addTask(task::endAtLast);
    }

    private void suppress() throws BadOption {
        if (options.suppress() == null) {
            return;
        }
        List<String> problems = new ArrayList<>();
        KnownFaults known = null;
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
        overview.known(known::notMet);
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
                status.strict(ExitCodes.MISCONFIGURED, overview::failures);
            }
            if (options.failOnExit()) {
                Supplier<String> violations = () -> Coverage.violations(ledger.reports());
                checker.ending().addObjection(violations);
                endings.add(() -> checker.ending().removeObjection(violations));
            }
        } catch (RuntimeException e) {
            throw new BadOption((options.strict() ? "strict" : "option '" + Option.FAIL_ON_EXIT.key() + "' cannot be 'true'")
                    + ": " + e.getMessage());
        }
    }

    /**
     * Finds writes to free memory since the last scan. It does not run if a violation halts the JVM, because a JVM that is already
     * ending must not be halted.
     */
    private void lookAtFreeMemory() {
        if (options.onViolation() != OnViolation.HALT && checker.poison().figures().extents() > 0) {
            ledger.regions().forEach(ledger.freed()::check);
        }
    }

    private void installJfr() throws BadOption {
        try {
            endings.add(JfrOutput.install(ledger, woven::statuses, overview::standing, console::line)::run);
            if (options.recording() != null) {
                endings.add(JfrOutput.record(options.recording(), console::line)::run);
            }
        } catch (IllegalArgumentException e) {
            cannotBeOpened(Option.RECORDING, e.getMessage());
        } catch (LinkageError | RuntimeException e) {
            // A runtime without jdk.jfr, or one whose flight recorder does not work: the agent still checks and prints.
            console.line("no JFR events" + (options.recording() == null ? "" : " and no recording") + ": " + e);
        }
    }

    private void installFindings() throws BadOption {
        if (options.findings() == null) {
            return;
        }
        try {
            FindingsFile findings = FindingsFile.open(OutputFile.of(options.findings()),
                    () -> ledger.reports().faults().all(), console::line);
            endings.add(findings::close);
            ledger.reports().add(findings);
            endings.add(() -> ledger.reports().remove(findings));
            closing.add(findings::flush);
            flush = findings::flush;
        } catch (IOException | InvalidPathException e) {
            cannotBeOpened(Option.FINDINGS, "option 'findings' cannot be '" + options.findings()
                    + "', which cannot be written (" + e + "); allowed: " + Option.FINDINGS.allowed());
        }
    }

    private void cannotBeOpened(Option output, String why) throws BadOption {
        if (!options.toleratesErrors()) {
            throw new BadOption(options.place(output) + why);
        }
        console.line("on-error=warn: there will be no " + output.key() + ", because " + options.place(output) + why);
    }

    private void applyPolicy(Set<String> refusing) {
        ledger.policy().report();
        switch (options.onViolation()) {
            case REPORT -> { }
            case THROW -> ledger.policy().refuse(refusing);
            case HALT -> {
                Halt halt = Halt.install(console, flush);
                endings.add(halt::close);
                closing.add(halt::keep);
                ledger.policy().afterwards(halt);
            }
        }
    }
}

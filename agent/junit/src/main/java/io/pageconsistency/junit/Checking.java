package io.pageconsistency.junit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

import io.pageconsistency.Violation;
import io.pageconsistency.junit.setup.Notices;

/**
 * The checking of one JUnit run, from its first class to the end of its last one.
 *
 * <p>The {@link Blame} belongs to the whole virtual machine, because a build may execute each class in a run of its own.
 */
@SuppressWarnings("deprecation") // The interface's replacement does not exist in the oldest supported JUnit.
final class Checking implements Store.CloseableResource, AutoCloseable {
    private static Tape tape;
    private static boolean taping;

    private final Blame blame;
    private final Settings settings;

    private Checking(Blame blame, Settings settings) {
        this.blame = blame;
        this.settings = settings;
    }

    /** Begins the checking; the agent must be active. */
    static Checking begin(Settings settings) {
        synchronized (Checking.class) {
            if (!taping && settings.recordings() != null) {
                taping = true;
                tape = startTape(settings);
            }
        }
        Modes.ofTheRun(settings.mode());
        return new Checking(Listening.begin(), settings);
    }

    private static Tape startTape(Settings settings) {
        try {
            return Tape.start(settings.recordings());
        } catch (LinkageError | RuntimeException e) {
            Notices.line("failing tests leave no recordings: " + e);
            return null;
        }
    }

    Blame blame() {
        return blame;
    }

    /** Writes a recording; returns its path, or null if there is none. */
    String keepRecording(String name) {
        return tape == null || settings.recordings() == null ? null : tape.keep(name);
    }

    /** Ends the run: judges the findings that belong to no test and no class. */
    @Override
    public void close() {
        Verdict verdict = new Verdict("outside any test class, or while several ran");
        long missed = blame.takeMissed();
        if (missed > 0) {
            verdict.complaint((missed == 1 ? "1 violation" : missed + " violations")
                    + " before the first test class; printed on standard error at the time");
        }
        verdict.violations(blame.take(blame.run()).stream().filter(Violation::isCounted).toList());
        if (!verdict.isInnocent()) {
            // The process id makes the name unique among the virtual machines of a build.
            throw verdict.failure(keepRecording("run-" + ProcessHandle.current().pid()), null);
        }
    }

    static Checking of(ExtensionContext context, Settings settings) {
        return context.getRoot().getStore(PageConsistencyExtension.NAMESPACE)
                .getOrComputeIfAbsent(Checking.class, key -> begin(settings), Checking.class);
    }
}

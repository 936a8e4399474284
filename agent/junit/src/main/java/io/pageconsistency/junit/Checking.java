package io.pageconsistency.junit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

import io.pageconsistency.Violation;
import io.pageconsistency.junit.setup.Notices;

/**
 * The checking of one run of JUnit's, from its first class to the end of its last, and of what comes between runs.
 *
 * <p>Blame is kept for the whole virtual machine: a build may have it execute one class a run.
 */
@SuppressWarnings("deprecation") // What replaces the interface is newer than the oldest JUnit that is supported.
final class Checking implements Store.CloseableResource, AutoCloseable {
    private static Tape tape;
    private static boolean taping;

    private final Blame blame;
    private final Settings settings;

    private Checking(Blame blame, Settings settings) {
        this.blame = blame;
        this.settings = settings;
    }

    /** Begins one; the agent must be at work. */
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

    /** Leaves a recording; where, or null for nowhere. */
    String keepRecording(String name) {
        return tape == null || settings.recordings() == null ? null : tape.keep(name);
    }

    /** The end of the run: whatever nobody else was blamed for. */
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
            // Other machines of the build may have a run that fails, and name their file too.
            throw verdict.failure(keepRecording("run-" + ProcessHandle.current().pid()), null);
        }
    }

    static Checking of(ExtensionContext context, Settings settings) {
        return context.getRoot().getStore(PageConsistencyExtension.NAMESPACE)
                .getOrComputeIfAbsent(Checking.class, key -> begin(settings), Checking.class);
    }
}

package io.pageconsistency.junit;

import java.util.List;

import io.pageconsistency.PageConsistency;
import io.pageconsistency.Violation;
import io.pageconsistency.junit.setup.Notices;

/**
 * Listens for violations, from the first call until the virtual machine ends. Violations that were not judged by then make it end
 * with a failure status.
 *
 * <p>Does not use Jupiter, because a project may have only other engines. Thread-safe.
 */
final class Listening {
    private static Blame blame;

    private Listening() {
    }

    /** Begins to listen at the first call; the agent must be active. */
    static synchronized Blame begin() {
        if (blame == null) {
            blame = Blame.begin();
            failWhenTooLate();
        }
        return blame;
    }

    private static void failWhenTooLate() {
        Blame asked = blame;
        try {
            PageConsistency.failAtExit(() -> late(asked));
        } catch (IllegalStateException e) {
            Notices.line("violations after the last test will be printed, but will not fail the build: " + e.getMessage());
        }
    }

    /**
     * The reason for a failure status, or null. Without a Jupiter run, this is the only place that reports violations from before
     * the first test. The report of the first violation is repeated, because a test runner may have replaced standard error by a
     * stream that it no longer reads.
     */
    private static String late(Blame asked) {
        List<Violation> counted = asked.unjudged().stream().filter(Violation::isCounted).toList();
        if (!counted.isEmpty()) {
            return "of violations outside all tests, or in a test that has not ended; the first is "
                    + Frames.withoutJUnit(PageConsistency.report(counted.get(0)));
        }
        long missed = asked.takeMissed();
        return missed == 0 ? null : "of violations before the first test: " + missed;
    }
}

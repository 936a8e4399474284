package io.pageconsistency.junit;

import java.util.List;

import io.pageconsistency.PageConsistency;
import io.pageconsistency.Violation;
import io.pageconsistency.junit.setup.Notices;

/**
 * The listening for violations, which begins once in a virtual machine and never ends. What nobody has been judged for when
 * the machine ends makes it end as one that failed.
 *
 * <p>Knows nothing of Jupiter: in a project with other engines alone there is none. Thread-safe.
 */
final class Listening {
    private static Blame blame;

    private Listening() {
    }

    /** Begins, if nobody has before; the agent must be at work. */
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
            Notices.line("violations after the last test will be printed, but fail nothing: " + e.getMessage());
        }
    }

    /**
     * Where there is no run of Jupiter's, nobody else has asked for what was missed. The report of the first is repeated: what was
     * printed late may have gone to a stream that a test runner has put in the place of standard error, and reads no more.
     */
    private static String late(Blame asked) {
        List<Violation> counted = asked.unjudged().stream().filter(Violation::isCounted).toList();
        if (!counted.isEmpty()) {
            return "of what happened outside all tests, or in one that has not ended, the first being "
                    + Frames.withoutJUnit(PageConsistency.report(counted.get(0)));
        }
        long missed = asked.takeMissed();
        return missed == 0 ? null : "of what happened before the first test, the number of violations being " + missed;
    }
}

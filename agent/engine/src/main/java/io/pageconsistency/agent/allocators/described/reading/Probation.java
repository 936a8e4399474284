package io.pageconsistency.agent.allocators.described.reading;

import io.pageconsistency.background.Deadline;
import io.pageconsistency.background.Time;

/**
 * The time in which a description may still turn out not to fit. If a pool looks broken from its first operations on, its
 * description is wrong. Recording the pool any longer would only cost time.
 *
 * <p>Thread-safe. Operations are counted with plain writes, because the exact number does not matter.
 */
final class Probation {
    /** The probation ends after this many operations. */
    static final int OPERATIONS = 2_500;
    /** The description is wrong if there are this many findings within the probation and within ten seconds. */
    static final int FINDINGS = 1_000;
    private static final long LONGEST_NANOS = 10_000_000_000L;

    private final Deadline end;
    private int operations;
    private int findings;
    private boolean failed;

    Probation(Time time) {
        end = Deadline.in(time, LONGEST_NANOS);
    }

    /** Counts an operation. Returns whether the probation goes on. */
    boolean goesOn() {
        return ++operations <= OPERATIONS;
    }

    /** Counts a finding. Returns true once, for the finding that shows the description to be wrong. */
    synchronized boolean fails() {
        if (!failed && ++findings >= FINDINGS && !end.isOver()) {
            failed = true;
            return true;
        }
        return false;
    }
}

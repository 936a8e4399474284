package io.pageconsistency.agent.allocators.described.reading;

import io.pageconsistency.background.Deadline;
import io.pageconsistency.background.Time;

/**
 * Whether a description fits its pool, as long as that is in question: a pool that looks broken from its first operations on is
 * described wrongly, and to watch it on would only cost.
 *
 * <p>Thread-safe. Operations are counted by plain writes: it does not matter whether there were a few more.
 */
final class Probation {
    /** So many operations it takes to tell. */
    static final int OPERATIONS = 2_500;
    /** With so many findings among them, and no fewer a second than hundreds, the description is wrong. */
    static final int FINDINGS = 1_000;
    private static final long LONGEST_NANOS = 10_000_000_000L;

    private final Deadline end;
    private int operations;
    private int findings;
    private boolean failed;

    Probation(Time time) {
        end = Deadline.in(time, LONGEST_NANOS);
    }

    /** An operation begins; whether there will be more of them. */
    boolean goesOn() {
        return ++operations <= OPERATIONS;
    }

    /** A finding has been made; whether it is the one that decides. */
    synchronized boolean fails() {
        if (!failed && ++findings >= FINDINGS && !end.isOver()) {
            failed = true;
            return true;
        }
        return false;
    }
}

package io.pageconsistency.agent.output.console;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.pageconsistency.Operation;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;

/**
 * Keeps a program with one fault in a loop, or with many faults, from filling the log: how much is still printed of a finding.
 *
 * <p>A fault is printed once; that it is met again is said ten times as late each time. Decided on the guilty thread, so that what
 * will not be printed takes no room in the console's queue. Thread-safe, bounded.
 */
final class PrintLimits {
    /** What is printed of a finding; the last line says that no more will follow. */
    enum Form { BLOCK, LINE, LAST_LINE, REPEAT, NOTHING }

    /** Faults with a block each, and then with a line each; leaks have as many of their own, and so have suspects. */
    static final int BLOCKS = 100;
    static final int LINES = 400;
    /** Lines for each root cause's follow-ups. */
    static final int FOLLOW_UPS = 5;
    private static final int TEN = 10;

    private final AtomicInteger roots = new AtomicInteger();
    private final AtomicInteger leaks = new AtomicInteger();
    private final AtomicInteger suspects = new AtomicInteger();
    private final AtomicLong unprinted = new AtomicLong();
    private final ConcurrentHashMap<Integer, AtomicInteger> followUps = new ConcurrentHashMap<>();

    Form formOf(Violation violation) {
        if (violation.repeat() > 0) {
            return isPowerOfTen(violation.repeat()) && !violation.isFollowUp() ? Form.REPEAT : Form.NOTHING;
        }
        Form form = violation.isFollowUp() && !isGivenTwice(violation) ? formOfFollowUp(violation.cause())
                : formOfRoot(of(violation).updateAndGet(PrintLimits::next));
        if (form == Form.NOTHING) {
            unprinted.incrementAndGet();
        }
        return form;
    }

    /** Two users write into the same memory: whatever it follows from, the second of them is to be seen. */
    private static boolean isGivenTwice(Violation violation) {
        return violation.kind() == ViolationKind.DOUBLE_ALLOC
                && (violation.operation() == Operation.HAND_OUT || violation.operation() == Operation.RESERVE);
    }

    /** Whether it is 10, 100, 1,000 and so on. */
    static boolean isPowerOfTen(long number) {
        long power = TEN;
        while (power < number) {
            power *= TEN;
        }
        return power == number;
    }

    private AtomicInteger of(Violation violation) {
        return violation.isSuspect() ? suspects : violation.kind().counted() ? roots : leaks;
    }

    /** Findings of which nothing was printed, although their faults had not been met before. */
    long unprinted() {
        return unprinted.get();
    }

    private Form formOfRoot(int number) {
        if (number <= BLOCKS) {
            return Form.BLOCK;
        }
        return number < BLOCKS + LINES ? Form.LINE : number == BLOCKS + LINES ? Form.LAST_LINE : Form.NOTHING;
    }

    private Form formOfFollowUp(int cause) {
        AtomicInteger counter = followUps.get(cause);
        if (counter == null) {
            // About as many as there are root causes printed; a race admits a few more.
            if (followUps.size() >= BLOCKS + LINES) {
                return Form.NOTHING;
            }
            counter = followUps.computeIfAbsent(cause, none -> new AtomicInteger());
        }
        int number = counter.updateAndGet(PrintLimits::next);
        return number < FOLLOW_UPS ? Form.LINE : number == FOLLOW_UPS ? Form.LAST_LINE : Form.NOTHING;
    }

    /** Counts, but never over. */
    private static int next(int number) {
        return number == Integer.MAX_VALUE ? number : number + 1;
    }
}

package io.pageconsistency.agent.output.console;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.pageconsistency.Operation;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;

/**
 * Decides how much of a finding is printed, so that a program with one fault in a loop, or with many faults, does not fill the log.
 *
 * <p>A fault is printed once. Its repetitions are printed at the 10th, the 100th, the 1,000th and so on. The guilty thread decides,
 * so that what is not printed takes no room in the console's queue. Thread-safe. Uses a bounded amount of memory.
 */
final class PrintLimits {
    /** The form in which a finding is printed. The last line says that no more lines will follow. */
    enum Form { BLOCK, LINE, LAST_LINE, REPEAT, NOTHING }

    /**
     * The number of faults with a block each, and then the number of faults with a line each. The limits hold for violations, leaks
     * and suspects separately.
     */
    static final int BLOCKS = 100;
    static final int LINES = 400;
    /** The number of lines for the follow-ups of each root cause. */
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
        Form form = violation.isFollowUp() && !isDoubleAllocation(violation) ? formOfFollowUp(violation.cause())
                : formOfRoot(of(violation).updateAndGet(PrintLimits::next));
        if (form == Form.NOTHING) {
            unprinted.incrementAndGet();
        }
        return form;
    }

    /** Whether two users have the same memory. The second one is always shown, even in a follow-up. */
    private static boolean isDoubleAllocation(Violation violation) {
        return violation.kind() == ViolationKind.DOUBLE_ALLOC
                && (violation.operation() == Operation.HAND_OUT || violation.operation() == Operation.RESERVE);
    }

    /** Whether a number is 10, 100, 1,000 and so on. */
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

    /** The number of new faults of which nothing was printed. */
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
            // Limits the map to about the number of printed root causes. Because of a race there may be a few more.
            if (followUps.size() >= BLOCKS + LINES) {
                return Form.NOTHING;
            }
            counter = followUps.computeIfAbsent(cause, none -> new AtomicInteger());
        }
        int number = counter.updateAndGet(PrintLimits::next);
        return number < FOLLOW_UPS ? Form.LINE : number == FOLLOW_UPS ? Form.LAST_LINE : Form.NOTHING;
    }

    /** The next number. It stays at the largest value, so that it never overflows. */
    private static int next(int number) {
        return number == Integer.MAX_VALUE ? number : number + 1;
    }
}

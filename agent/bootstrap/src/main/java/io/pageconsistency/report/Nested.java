package io.pageconsistency.report;

import java.util.concurrent.atomic.AtomicReferenceArray;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.Violation;

/**
 * Finds that two findings are one: memory that is given back to one pool is given on, in the same call, to the one that it came
 * from, and to the system in the end. A wrong free is wrong for each of them.
 *
 * <p>They are one where they are about the same memory, of different records, on one thread, and one of the calls is inside of the
 * other. That is read from the stacks. So each thread's last such finding is kept until it is {@linkplain #clear() cleared}; where
 * threads share a place, the later one has it. Thread-safe.
 */
final class Nested {
    private static final int PLACES = 64;

    private record Last(long thread, Violation violation) {
    }

    private final AtomicReferenceArray<Last> last = new AtomicReferenceArray<>(PLACES);

    /** What was found out, following from what this thread has found about the same memory in the same call. */
    Incident within(Incident incident) {
        Violation other = isFree(incident.operation(), incident.extent()) && incident.cause() == 0 ? ofThisThread() : null;
        if (other == null || other.regionId() == incident.regionId() || !overlap(incident.extent(), other.extent())) {
            return incident;
        }
        StackTraceElement[] one = other.stack();
        StackTraceElement[] now = new Party().stack();
        return isInside(now, one) || saidAfterwards(one, now) ? incident.followingFrom(other.cause()) : incident;
    }

    /** A violation was made. */
    void made(Violation violation) {
        if (isFree(violation.operation(), violation.extent()) && !violation.isSuspect()) {
            long thread = Thread.currentThread().getId();
            last.set(place(thread), new Last(thread, violation));
        }
    }

    /** Has them let go of the classes on their stacks. */
    void settle() {
        for (int i = 0; i < PLACES; i++) {
            Last kept = last.get(i);
            if (kept != null) {
                kept.violation.settle();
            }
        }
    }

    /** Lets go of all of them. */
    void clear() {
        for (int i = 0; i < PLACES; i++) {
            last.set(i, null);
        }
    }

    private Violation ofThisThread() {
        long thread = Thread.currentThread().getId();
        Last kept = last.get(place(thread));
        return kept != null && kept.thread == thread ? kept.violation : null;
    }

    private static int place(long thread) {
        return (int) (thread % PLACES);
    }

    private static boolean isFree(Operation operation, Extent memory) {
        return memory.address() != 0 && (operation == Operation.TAKE_BACK || operation == Operation.RELEASE);
    }

    private static boolean overlap(Extent one, Extent other) {
        return one.address() - other.address() < Math.max(1, other.length())
                && other.address() - one.address() < Math.max(1, one.length());
    }

    /**
     * Whether the later of two findings was made inside of the call that made the earlier one. Where both were made by the same method,
     * its line must have moved on: otherwise a loop has come to the same line again, and that is another call.
     */
    private static boolean isInside(StackTraceElement[] later, StackTraceElement[] earlier) {
        int deeper = later.length - earlier.length;
        return deeper >= 0 && surround(later, deeper, earlier)
                && later[deeper].getLineNumber() - earlier[0].getLineNumber() >= (deeper == 0 ? 1 : 0);
    }

    /** Whether the method that made the later finding had called the earlier one before, and has come to a later line since. */
    private static boolean saidAfterwards(StackTraceElement[] earlier, StackTraceElement[] later) {
        int deeper = earlier.length - later.length;
        return deeper > 0 && surround(earlier, deeper, later)
                && later[0].getLineNumber() > earlier[deeper].getLineNumber();
    }

    /** Whether the inner stack has the method of the outer one, with the very same calls around it. */
    private static boolean surround(StackTraceElement[] inner, int deeper, StackTraceElement[] outer) {
        if (outer.length == 0 || !isSameMethod(inner[deeper], outer[0])) {
            return false;
        }
        for (int i = 1; i < outer.length; i++) {
            if (!inner[deeper + i].equals(outer[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSameMethod(StackTraceElement one, StackTraceElement other) {
        return one.getClassName().equals(other.getClassName()) && one.getMethodName().equals(other.getMethodName());
    }
}

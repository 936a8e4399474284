package io.pageconsistency.report;

import java.util.concurrent.atomic.AtomicReferenceArray;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.Violation;

/**
 * Recognises that two findings have one cause: a pool may pass memory that it is given back on to the pool that it got the memory
 * from, and that one to the system. A wrong free is then found in each of them.
 *
 * <p>Two findings belong together if they are about the same memory in different regions, on one thread, and one call is nested in
 * the other. The stacks show this. So the last such finding of each thread is kept until it is {@linkplain #clear() cleared}. If
 * two threads share a table entry, the later finding replaces the earlier one. Thread-safe.
 */
final class Nested {
    private static final int PLACES = 64;

    private record Last(long thread, Violation violation) {
    }

    private final AtomicReferenceArray<Last> last = new AtomicReferenceArray<>(PLACES);

    /** The incident, marked as a follow-up if this thread has just found the same fault in an enclosing or nested call. */
    Incident within(Incident incident) {
        Violation other = isFree(incident.operation(), incident.extent()) && incident.cause() == 0 ? lastOfThread() : null;
        if (other == null || other.regionId() == incident.regionId() || !overlap(incident.extent(), other.extent())) {
            return incident;
        }
        StackTraceElement[] one = other.stack();
        StackTraceElement[] now = new Party().stack();
        return isInside(now, one) || foundAfterwards(one, now) ? incident.followingFrom(other.cause()) : incident;
    }

    /** Remembers a violation for {@link #within}. */
    void remember(Violation violation) {
        if (isFree(violation.operation(), violation.extent()) && !violation.isSuspect()) {
            long thread = Thread.currentThread().getId();
            last.set(place(thread), new Last(thread, violation));
        }
    }

    /** Settles the stacks of all remembered violations. */
    void settle() {
        for (int i = 0; i < PLACES; i++) {
            Last kept = last.get(i);
            if (kept != null) {
                kept.violation.settle();
            }
        }
    }

    /** Forgets all remembered violations. */
    void clear() {
        for (int i = 0; i < PLACES; i++) {
            last.set(i, null);
        }
    }

    private Violation lastOfThread() {
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
     * Whether the later finding was made inside of the call in which the earlier one was made. If the same method made both, it
     * must be at a later line now; otherwise a loop has come to the same line again, which is another call.
     */
    private static boolean isInside(StackTraceElement[] later, StackTraceElement[] earlier) {
        int deeper = later.length - earlier.length;
        return deeper >= 0 && surround(later, deeper, earlier)
                && later[deeper].getLineNumber() - earlier[0].getLineNumber() >= (deeper == 0 ? 1 : 0);
    }

    /**
     * Whether the method that made the later finding had called the one that made the earlier finding, and is at a later line now.
     */
    private static boolean foundAfterwards(StackTraceElement[] earlier, StackTraceElement[] later) {
        int deeper = earlier.length - later.length;
        return deeper > 0 && surround(earlier, deeper, later)
                && later[0].getLineNumber() > earlier[deeper].getLineNumber();
    }

    /** Whether the inner stack contains the method of the outer stack, with the same calls around it. */
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

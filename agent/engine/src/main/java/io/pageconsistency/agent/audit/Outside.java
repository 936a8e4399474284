package io.pageconsistency.agent.audit;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.pageconsistency.boot.OwnRights;

/**
 * Waits until each thread has been seen outside of some code.
 *
 * <p>The JVM takes the stacks of all threads at one safepoint. A thread that started later was not inside before, and a thread that
 * has ended is outside. The stacks of virtual threads are not included, so if there are carrier threads, the answer is always no.
 * Without carrier threads no virtual thread is running. A virtual thread that waits inside, for a lock, waits for a platform thread
 * that is inside, too.
 */
final class Outside {
    /** The class of the threads that run virtual threads. */
    private static final String CARRIER = "jdk.internal.misc.CarrierThread";
    /** The class that decides whether an operation is reported. A thread in the middle of that decision is not outside. */
    private static final String OWN = "io.pageconsistency.verdict.Parties";

    private final Supplier<Map<Thread, StackTraceElement[]>> stacks;

    /** @param stacks supplies the stacks of all threads at one moment */
    Outside(Supplier<Map<Thread, StackTraceElement[]>> stacks) {
        this.stacks = stacks;
    }

    static Outside ofThisJvm() {
        return new Outside(() -> OwnRights.in(Thread::getAllStackTraces));
    }

    /**
     * Waits until each thread that exists now has been seen outside.
     *
     * @param inside whether a frame is inside of the code
     * @param looks the maximum number of looks
     * @return whether each thread was seen outside
     */
    boolean each(Predicate<StackTraceElement> inside, int looks) {
        Set<Thread> waitedFor = null;
        for (int look = 0; look < looks; look++) {
            Map<Thread, StackTraceElement[]> now = stacks.get();
            if (now.keySet().stream().anyMatch(thread -> thread.getClass().getName().equals(CARRIER))) {
                return false;
            }
            if (waitedFor == null) {
                waitedFor = new HashSet<>(now.keySet());
            }
            waitedFor.removeIf(thread -> !isInside(now.get(thread), inside));
            if (waitedFor.isEmpty()) {
                return true;
            }
            Thread.yield();
        }
        return false;
    }

    /** A thread without a stack has ended. */
    private static boolean isInside(StackTraceElement[] stack, Predicate<StackTraceElement> inside) {
        for (int i = 0; stack != null && i < stack.length; i++) {
            if (inside.test(stack[i]) || stack[i].getClassName().equals(OWN)) {
                return true;
            }
        }
        return false;
    }
}

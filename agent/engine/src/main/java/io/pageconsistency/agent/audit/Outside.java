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
 * <p>The virtual machine takes all threads' stacks at one moment at which none of them runs. A thread that began afterwards was not inside
 * before, and one that has ended is outside. Virtual threads are not among them: where there are carriers nothing is said. Without
 * carriers none is running, and one that waits inside, for a lock, waits for a thread that is inside itself.
 */
final class Outside {
    /** What carries virtual threads. */
    private static final String CARRIER = "jdk.internal.misc.CarrierThread";
    /** Where the decision is made whether an operation is told: who is in the middle of that is not outside. */
    private static final String OWN = "io.pageconsistency.verdict.Parties";

    private final Supplier<Map<Thread, StackTraceElement[]>> stacks;

    /** @param stacks of all threads, at one moment */
    Outside(Supplier<Map<Thread, StackTraceElement[]>> stacks) {
        this.stacks = stacks;
    }

    static Outside ofThisJvm() {
        return new Outside(() -> OwnRights.in(Thread::getAllStackTraces));
    }

    /**
     * Whether each thread that was there was seen outside.
     *
     * @param looks how often it is looked at most
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

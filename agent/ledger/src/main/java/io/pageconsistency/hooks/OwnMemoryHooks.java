package io.pageconsistency.hooks;

import java.lang.invoke.MethodHandles;

import io.pageconsistency.ledger.Ledger;

/**
 * What woven code calls in buffers that have memory of their own.
 *
 * <p>Order, threads and errors as for {@link PoolHooks}. What returns an error is called where violations are thrown: before the
 * memory goes back, which it then must not.
 */
public final class OwnMemoryHooks {
    private static final OwnMemory OF_THIS_JVM = new OwnMemory(Ledger.ofThisJvm(MethodHandles.lookup()));

    private OwnMemoryHooks() {
    }

    /** A buffer has got native memory; parameters as in {@link OwnMemory#begun}. */
    public static void begun(String allocator, Class<?> type, Object buffer, Object memory, int size) {
        OF_THIS_JVM.begun(allocator, type, buffer, memory, size);
    }

    /** A buffer is about to have its native memory moved, or resized where it is. */
    public static void moving(Object buffer) {
        OF_THIS_JVM.moving(buffer);
    }

    /** A buffer is about to give its native memory back. */
    public static void ending(Object buffer) {
        OF_THIS_JVM.ending(buffer);
    }

    /** @return null, or the error that refuses it */
    public static Throwable endingUnless(Object buffer) {
        return OF_THIS_JVM.endingUnless(buffer);
    }

    /** A buffer could not give its native memory back. */
    public static void endFailed(Object buffer) {
        OF_THIS_JVM.endFailed(buffer);
    }

    /** A buffer lets go of memory that only the collector ends; what is returned is kept with it. */
    public static Object ended(String allocator) {
        return OF_THIS_JVM.ended(allocator);
    }

    /** It does so again, and has got none since. */
    public static void endedAgain(String allocator, Object buffer) {
        OF_THIS_JVM.endedAgain(allocator, buffer);
    }
}

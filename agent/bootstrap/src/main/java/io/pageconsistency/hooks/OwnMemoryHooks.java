package io.pageconsistency.hooks;

import java.lang.invoke.MethodHandles;

import io.pageconsistency.tracking.OwnMemoryTracker;

/** Called by code woven into buffers that own their memory; parameters and order of calls as for {@link OwnMemoryTracker}. */
public final class OwnMemoryHooks {
    private static final OwnMemoryTracker OWN = Checker.ofThisJvm(MethodHandles.lookup()).ownMemory();

    private OwnMemoryHooks() {
    }

    public static void begun(String allocator, Class<?> type, Object buffer, Object memory, int size) {
        OWN.begun(allocator, type, buffer, memory, size);
    }

    public static void moving(Object buffer) {
        OWN.moving(buffer);
    }

    public static void kept(Object buffer) {
        OWN.kept(buffer);
    }

    public static void ending(Object buffer) {
        OWN.ending(buffer);
    }

    public static Throwable endingUnless(Object buffer) {
        return OWN.endingUnless(buffer);
    }

    public static void endFailed(Object buffer) {
        OWN.endFailed(buffer);
    }

    public static Object ended(String allocator) {
        return OWN.ended(allocator);
    }

    public static void endedAgain(String allocator, Object buffer) {
        OWN.endedAgain(allocator, buffer);
    }
}

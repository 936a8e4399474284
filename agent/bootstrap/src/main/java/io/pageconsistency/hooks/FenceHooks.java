package io.pageconsistency.hooks;

import java.lang.invoke.MethodHandles;

import io.pageconsistency.fence.FenceTracker;

/**
 * Called by code woven into the JDK at the places where an access to fenced memory shows; parameters as for {@link FenceTracker}.
 */
public final class FenceHooks {
    private static final FenceTracker FENCES = Checker.ofThisJvm(MethodHandles.lookup()).fenceTracker();

    private FenceHooks() {
    }

    public static void errorMade(String message) {
        FENCES.errorMade(message);
    }

    public static void touching(long address, long length) {
        FENCES.touching(address, length);
    }

    public static void passing(long address, long length) {
        FENCES.passing(address, length);
    }
}

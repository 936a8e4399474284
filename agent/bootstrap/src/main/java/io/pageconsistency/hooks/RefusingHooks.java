package io.pageconsistency.hooks;

import java.lang.invoke.MethodHandles;

import io.pageconsistency.tracking.RefusingTracker;

/**
 * Called instead of the methods of the same names in {@link PoolHooks} with {@code on-violation=throw}; see
 * {@link RefusingTracker}.
 */
public final class RefusingHooks {
    private static final RefusingTracker POOLS = Checker.ofThisJvm(MethodHandles.lookup()).refusingPools();

    private RefusingHooks() {
    }

    public static Throwable handingOut(Object owner, long page, long count, long position, long length) {
        return POOLS.handingOut(owner, page, count, position, length);
    }

    public static Throwable handingOutWhole(Object owner, long length) {
        return POOLS.handingOutWhole(owner, length);
    }

    public static Throwable takingBack(Object owner, long page, long count) {
        return POOLS.takingBack(owner, page, count);
    }

    public static Throwable slotHandingOut(Object owner, long page, long runPages, int slot, long position, long length) {
        return POOLS.slotHandingOut(owner, page, runPages, slot, position, length);
    }

    public static Throwable slotTakingBack(Object owner, long page, long runPages, int slot) {
        return POOLS.slotTakingBack(owner, page, runPages, slot);
    }

    public static void handOutFailed(Object owner, long page, long count) {
        POOLS.handOutFailed(owner, page, count);
    }
}

package io.pageconsistency.hooks;

import java.lang.invoke.MethodHandles;

import io.pageconsistency.pools.DescribedPools;

/** Called by code woven into described pools; parameters as for {@link DescribedPools}. */
public final class DescribedHooks {
    private static final DescribedPools POOLS = Checker.ofThisJvm(MethodHandles.lookup()).describedPools();

    private DescribedHooks() {
    }

    public static Object entered(int transfer, Class<?> type, Object pool) {
        return POOLS.entered(transfer, type, pool);
    }

    public static Throwable takingBack(Object frame, int transfer, Class<?> type, Object pool, Object page, long pageNumber,
            Object size, long sizeNumber, Object[] rare) {
        return POOLS.takingBack(frame, transfer, type, pool, page, pageNumber, size, sizeNumber, rare);
    }

    public static Throwable handedOut(Object frame, int transfer, Class<?> type, Object pool, Object page, long pageNumber,
            Object size, long sizeNumber, Object[] rare) {
        return POOLS.handedOut(frame, transfer, type, pool, page, pageNumber, size, sizeNumber, rare);
    }

    public static void takeBackFailed(int transfer, Class<?> type, Object pool, Object page, Object[] rare) {
        POOLS.takeBackFailed(transfer, type, pool, page, rare);
    }

    public static boolean keepsFromRecycling(int transfer) {
        return POOLS.keepsFromRecycling(transfer);
    }

    public static void whole(Object frame, int transfer, Class<?> type, Object pool) {
        POOLS.whole(frame, transfer, type, pool);
    }

    public static void left(Object frame, boolean failed) {
        POOLS.left(frame, failed);
    }
}

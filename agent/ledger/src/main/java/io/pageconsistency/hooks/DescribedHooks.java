package io.pageconsistency.hooks;

import java.lang.invoke.MethodHandles;

import io.pageconsistency.pools.DescribedPools;

/** What is woven into pools that a file describes; parameters as for {@link DescribedPools}. */
public final class DescribedHooks {
    private static final DescribedPools POOLS = Checker.ofThisJvm(MethodHandles.lookup()).describedPools();

    private DescribedHooks() {
    }

    public static Object entered(int crossing, Class<?> type, Object pool) {
        return POOLS.entered(crossing, type, pool);
    }

    public static Throwable takingBack(Object frame, int crossing, Class<?> type, Object pool, Object page, long pageNumber,
            Object size, long sizeNumber, Object[] rare) {
        return POOLS.takingBack(frame, crossing, type, pool, page, pageNumber, size, sizeNumber, rare);
    }

    public static Throwable handedOut(Object frame, int crossing, Class<?> type, Object pool, Object page, long pageNumber,
            Object size, long sizeNumber, Object[] rare) {
        return POOLS.handedOut(frame, crossing, type, pool, page, pageNumber, size, sizeNumber, rare);
    }

    public static void takeBackFailed(int crossing, Class<?> type, Object pool, Object page, Object[] rare) {
        POOLS.takeBackFailed(crossing, type, pool, page, rare);
    }

    public static boolean keepsFromRecycling(int crossing) {
        return POOLS.keepsFromRecycling(crossing);
    }

    public static void whole(Object frame, int crossing, Class<?> type, Object pool) {
        POOLS.whole(frame, crossing, type, pool);
    }

    public static void left(Object frame, boolean failed) {
        POOLS.left(frame, failed);
    }
}

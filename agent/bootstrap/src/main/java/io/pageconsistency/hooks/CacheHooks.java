package io.pageconsistency.hooks;

import java.lang.invoke.MethodHandles;
import java.util.concurrent.atomic.AtomicBoolean;

import io.pageconsistency.Extent;
import io.pageconsistency.tracking.CacheTracker;

/** Called by code woven into thread caches; parameters as for {@link CacheTracker}. */
public final class CacheHooks {
    private static final CacheTracker CACHES = Checker.ofThisJvm(MethodHandles.lookup()).caches();

    private CacheHooks() {
    }

    public static void begun(Object cache) {
        CACHES.begun(cache);
    }

    public static void ending(Object cache) {
        CACHES.ending(cache);
    }

    public static void ended(Object cache) {
        CACHES.ended(cache);
    }

    /** @param freed whether the cache has ended, or is about to */
    public static void putting(Object cache, Object freed, Object chunk, long handle) {
        if (((AtomicBoolean) freed).get()) {
            CACHES.putting(cache, chunk, handle >>> NettyHandle.PAGE_SHIFT, handle >>> NettyHandle.COUNT_SHIFT & NettyHandle.COUNT_MASK,
                    (handle & NettyHandle.SLOT) != 0 ? (int) handle : Extent.NO_SLOT);
        }
    }

    public static void put(Object freed, boolean taken) {
        if (((AtomicBoolean) freed).get()) {
            CACHES.put(taken);
        }
    }

    public static void givingBack(Object chunk, long handle) {
        CACHES.givingBack(chunk, handle >>> NettyHandle.PAGE_SHIFT, (handle & NettyHandle.SLOT) != 0 ? (int) handle : Extent.NO_SLOT);
    }
}

package io.pageconsistency.hooks;

import java.lang.invoke.MethodHandles;

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

    public static void putting(Object cache, Object owner, long page, long count, int slot) {
        CACHES.putting(cache, owner, page, count, slot);
    }

    public static void put(boolean taken) {
        CACHES.put(taken);
    }

    public static void givingBack(Object owner, long page, int slot) {
        CACHES.givingBack(owner, page, slot);
    }
}

package io.pageconsistency.hooks;

import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.boot.OwnCode;
import io.pageconsistency.report.Incident;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Region;

/**
 * What code calls that is woven into the caches of threads: memory that is put into one that has ended is lost.
 *
 * <p>All but {@link #mayHave} is called only of caches that have ended, or are about to. Errors are swallowed and counted.
 */
public final class CacheHooks {
    private static final Ledger LEDGER = Ledger.ofThisJvm(MethodHandles.lookup());
    private static final EndingCaches ENDING = new EndingCaches();
    private static final AtomicLong LOST = new AtomicLong();

    private static volatile Predicate<Object> caches = owner -> true;

    private CacheHooks() {
    }

    /**
     * Called by the agent before it weaves anything.
     *
     * @param caller of a class of the agent
     * @param havingCaches whether there are caches that may have memory in stock of a region, by its owner
     */
    public static void install(MethodHandles.Lookup caller, Predicate<Object> havingCaches) {
        OwnCode.require(caller);
        caches = havingCaches;
    }

    /** Undoes {@link #install}. */
    public static void uninstall(MethodHandles.Lookup caller) {
        OwnCode.require(caller);
        caches = owner -> true;
    }

    /** Whether a cache may have memory of a region in stock. */
    static boolean mayHave(Object owner) {
        return caches.test(owner);
    }

    /** A cache begins to give back all it has. */
    public static void ending(Object cache) {
        try {
            ENDING.begin(cache);
        } catch (Throwable e) {
            LEDGER.reports().swallow(e);
        }
    }

    /** A cache has given back all it had. */
    public static void ended(Object cache) {
        try {
            for (EndingCaches.Put put : ENDING.end(cache)) {
                report(put);
            }
        } catch (Throwable e) {
            LEDGER.reports().swallow(e);
        }
    }

    /**
     * Memory is about to be put into a cache that ends, or has ended.
     *
     * @param slot the slot's index, or {@link Extent#NO_SLOT}
     */
    public static void putting(Object cache, Object owner, long page, long count, int slot) {
        try {
            ENDING.putting(cache, owner, page, count, slot);
        } catch (Throwable e) {
            LEDGER.reports().swallow(e);
        }
    }

    /** That has been done, or not; also called where the cache has ended meanwhile. */
    public static void put(boolean taken) {
        try {
            EndingCaches.Put put = ENDING.put(taken);
            if (put != null) {
                report(put);
            }
        } catch (Throwable e) {
            LEDGER.reports().swallow(e);
        }
    }

    /** A cache that ends gives back some memory. */
    public static void givingBack(Object owner, long page, int slot) {
        try {
            ENDING.givingBack(owner, page, slot);
        } catch (Throwable e) {
            LEDGER.reports().swallow(e);
        }
    }

    private static void report(EndingCaches.Put put) {
        Region region = PoolHooks.knownRegionOf(put.owner());
        if (region == null) {
            return;
        }
        Extent extent = LEDGER.extent(region, put.page(), put.count(), put.slot());
        long all = LOST.addAndGet(extent.length());
        Party by = put.party();
        LEDGER.lost(Incident.of(ViolationKind.LEAK, Operation.TAKE_BACK)
                .withSummary("memory is lost: it was given back to the cache of a thread that has ended")
                .withExplanation("expected the thread's cache to be in use, but it has been freed, and nobody takes anything out"
                        + " of it: " + extent.length() + " bytes, " + all + " bytes in all so far")
                .withFreedBy(by), region, put.page(), put.count(), put.slot());
    }
}

package io.pageconsistency.tracking;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.Incident;

/**
 * What is told of the caches of threads: memory that is put into one that has ended is lost.
 *
 * <p>Of what happens to memory only that is told which concerns caches that have ended, or are about to. Errors are swallowed and counted.
 */
public final class CacheTracker {
    private static final Predicate<Object> MAYBE = owner -> true;

    private final Ledger ledger;
    private final Owners owners;
    private final EndingCaches ending = new EndingCaches();
    private final AtomicLong lost = new AtomicLong();
    /** All that were seen to begin, for as long as they are there. */
    private final Set<Object> begun = Collections.newSetFromMap(new WeakHashMap<>());

    private volatile Predicate<Object> caches = MAYBE;

    public CacheTracker(Ledger ledger, Owners owners) {
        this.ledger = ledger;
        this.owners = owners;
    }

    /**
     * Called by the agent before it weaves anything.
     *
     * @param havingCaches whether there are caches that may have memory in stock of a region, by its owner
     */
    public void install(Predicate<Object> havingCaches) {
        caches = havingCaches;
    }

    /** Undoes {@link #install}. */
    public void uninstall() {
        caches = MAYBE;
    }

    /** Whether a cache may have memory of a region in stock. */
    boolean mayHave(Object owner) {
        return caches.test(owner);
    }

    /** A cache was made. */
    public void begun(Object cache) {
        try {
            synchronized (begun) {
                begun.add(cache);
            }
        } catch (Throwable e) {
            ledger.reports().swallow(e);
        }
    }

    /** The caches that were seen to begin, those among them that have ended, and that the collector has not taken. */
    public List<Object> known() {
        synchronized (begun) {
            return new ArrayList<>(begun);
        }
    }

    /** A cache begins to give back all it has. */
    public void ending(Object cache) {
        try {
            ending.begin(cache);
        } catch (Throwable e) {
            ledger.reports().swallow(e);
        }
    }

    /** A cache has given back all it had. */
    public void ended(Object cache) {
        try {
            for (EndingCaches.Put put : ending.end(cache)) {
                report(put);
            }
        } catch (Throwable e) {
            ledger.reports().swallow(e);
        }
    }

    /**
     * Memory is about to be put into a cache that ends, or has ended.
     *
     * @param slot the slot's index, or {@link Extent#NO_SLOT}
     */
    public void putting(Object cache, Object owner, long page, long count, int slot) {
        try {
            ending.putting(cache, owner, page, count, slot);
        } catch (Throwable e) {
            ledger.reports().swallow(e);
        }
    }

    /** That has been done, or not; also called where the cache has ended meanwhile. */
    public void put(boolean taken) {
        try {
            EndingCaches.Put put = ending.put(taken);
            if (put != null) {
                report(put);
            }
        } catch (Throwable e) {
            ledger.reports().swallow(e);
        }
    }

    /** A cache that ends gives back some memory. */
    public void givingBack(Object owner, long page, int slot) {
        try {
            ending.givingBack(owner, page, slot);
        } catch (Throwable e) {
            ledger.reports().swallow(e);
        }
    }

    private void report(EndingCaches.Put put) {
        Region region = owners.of(put.owner());
        if (region == null) {
            return;
        }
        Extent extent = ledger.extent(region, put.page(), put.count(), put.slot());
        long all = lost.addAndGet(extent.length());
        Party by = put.party();
        ledger.lost(Incident.of(ViolationKind.LEAK, Operation.TAKE_BACK)
                .withSummary("memory is lost: it was given back to the cache of a thread that has ended")
                .withExplanation("expected the thread's cache to be in use, but it has been freed, and nobody takes anything out"
                        + " of it: " + extent.length() + " bytes, " + all + " bytes in all so far")
                .withFreedBy(by), region, put.page(), put.count(), put.slot());
    }
}

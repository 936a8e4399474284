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
 * Receives the calls of code woven into thread caches: memory that is put into a cache that has ended is lost.
 *
 * <p>It is called only for caches that have ended or are ending. Errors are swallowed and counted.
 */
public final class CacheTracker {
    private static final Predicate<Object> MAYBE = owner -> true;

    private final Ledger ledger;
    private final Owners owners;
    private final EndingCaches ending = new EndingCaches();
    private final AtomicLong lost = new AtomicLong();
    /** All caches whose creation was seen, with weak references. */
    private final Set<Object> begun = Collections.newSetFromMap(new WeakHashMap<>());

    private volatile Predicate<Object> caches = MAYBE;

    public CacheTracker(Ledger ledger, Owners owners) {
        this.ledger = ledger;
        this.owners = owners;
    }

    /**
     * To be called before anything is woven.
     *
     * @param havingCaches whether caches may contain memory of a region, by its owner
     */
    public void install(Predicate<Object> havingCaches) {
        caches = havingCaches;
    }

    /** Undoes {@link #install}. */
    public void uninstall() {
        caches = MAYBE;
    }

    /** Whether a cache may contain memory of a region. */
    boolean mayHave(Object owner) {
        return caches.test(owner);
    }

    /** A cache was created. */
    public void begun(Object cache) {
        try {
            synchronized (begun) {
                begun.add(cache);
            }
        } catch (Throwable e) {
            ledger.reports().swallow(e);
        }
    }

    /** The caches whose creation was seen, ended ones included, and that were not collected. */
    public List<Object> known() {
        synchronized (begun) {
            return new ArrayList<>(begun);
        }
    }

    /** A cache begins to give back all its memory. */
    public void ending(Object cache) {
        try {
            ending.begin(cache);
        } catch (Throwable e) {
            ledger.reports().swallow(e);
        }
    }

    /** A cache has given back all its memory. */
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
     * Memory is about to be put into a cache that is ending or has ended.
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

    /**
     * The put has returned; {@code taken} tells whether the cache took the memory. Also called if the cache has ended meanwhile.
     */
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

    /** An ending cache gives back some memory. */
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
                .withExplanation("expected the thread's cache to be in use, but it has been freed, and its memory will not be used"
                        + " again: " + extent.length() + " bytes, " + all + " bytes in all so far")
                .withFreedBy(by), region, put.page(), put.count(), put.slot());
    }
}

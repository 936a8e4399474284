package io.pageconsistency.pools;

import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.IdentityTable;
import io.pageconsistency.region.Region;

/**
 * A pool of objects that are told apart by their identity, such as buffers on the Java heap. Each gets a page of its own in a
 * region without memory, for as long as it lives; what is collected while it is handed out is not held any more, and lost to
 * nobody but the pool.
 *
 * <p>Thread-safe; meeting an object for the first time takes a lock, finding it again does not.
 */
final class IdentityPool extends TrackedPool {
    private static final int PAGES = 1 << 10;

    /** So many objects, numbered in the order in which they were met. */
    private static final class Batch {
        final Region region;
        /** Whether what it has never handed out cannot come back. */
        final boolean known;
        /** Null where the objects themselves are all that tells hand-outs apart. */
        final Holders holders;
        /** Of its objects; one more as long as it takes new ones. */
        final AtomicInteger alive = new AtomicInteger(1);
        int next;

        Batch(Region region, boolean known, HolderCount holders) {
            this.region = region;
            this.known = known;
            this.holders = holders == null ? null : new Holders(PAGES, holders);
        }

        void release() {
            if (holders != null) {
                holders.release();
            }
        }
    }

    private static final class Known extends IdentityTable.Entry {
        volatile Batch batch;
        volatile int page;

        Known(Object object, ReferenceQueue<Object> queue) {
            super(object, queue);
        }
    }

    private final IdentityTable<Known> objects = new IdentityTable<>(this::gone);
    private final Set<Batch> batches = ConcurrentHashMap.newKeySet();
    private final long pageBytes;
    /** Takes new objects. Guarded by this. */
    private Batch filling;

    IdentityPool(PoolKind kind, Object pool, ReferenceQueue<Object> queue, TrackedPools trackedPools, boolean known) {
        super(kind, pool, queue, trackedPools, known);
        pageBytes = Math.max(1, kind.pageBytes(pool));
    }

    private Known meet(Object pool, Object object) {
        Known met = objects.find(object);
        return met != null ? met : objects.findOrAdd(object, queue -> number(pool, new Known(object, queue)));
    }

    private synchronized Known number(Object pool, Known object) {
        if (filling == null || filling.next == PAGES || !filling.region.isOpen()
                || filling.known && !isKnown()) {
            Batch full = filling;
            if (full != null && full.region.isGivenUp()) {
                missed();
            }
            boolean known = isKnown();
            filling = new Batch(trackedPools.open(kind, pool, new Geometry(0, 0, PAGES * pageBytes, pageBytes, false,
                    PAGES + " objects, each a page"), known), known,
                    kind.handles() == PoolKind.Handles.HOLDER ? trackedPools.holders() : null);
            batches.add(filling);
            if (full != null) {
                leave(full);
            }
        }
        filling.alive.incrementAndGet();
        object.page = filling.next++;
        object.batch = filling;
        return object;
    }

    private void renumber(Object pool, Known object) {
        leave(object.batch);
        number(pool, object);
    }

    private void leave(Batch batch) {
        if (batch.alive.decrementAndGet() == 0) {
            batches.remove(batch);
            ledger.regions().replace(batch.region);
            batch.release();
        }
    }

    private void gone(Known object) {
        ledger.vanished(object.batch.region, object.page);
        leave(object.batch);
    }

    @Override
    void handedOut(Object pool, Object handle, Object holder, long where, long bytes) {
        if (handle == null) {
            return;
        }
        Known object = meet(pool, handle);
        if (!object.batch.region.isOpen()) {
            // The pool was closed, or its record given up, and is used again.
            renumber(pool, object);
        }
        ledger.handOut(object.batch.region, object.page, 1, 0);
        if (object.batch.holders != null) {
            object.batch.holders.handedOut(object.page, holder);
        }
    }

    @Override
    void takingBack(Object pool, Object handle, Object holder, long where, long bytes) {
        if (handle == null) {
            return;
        }
        Known object = objects.find(handle);
        boolean met = object != null;
        if (!met) {
            object = meet(pool, handle);
        } else if (object.batch.region.isGivenUp()) {
            renumber(pool, object);
        }
        if (met || !isKnown()) {
            takingBack(object.batch, object.page, holder);
        } else {
            // Only pools that are known by objects are asked, so it is one of them.
            IdentityPool other = (IdentityPool) trackedPools.holder(handle, this);
            Known held = other == null ? null : other.objects.find(handle);
            if (held == null) {
                ledger.takeBackWhole(object.batch.region, object.page, 1);
            } else {
                ledger.wrongReturns().foreign(object.batch.region, object.page, 1, held.batch.region, held.page);
            }
        }
    }

    private void takingBack(Batch batch, int page, Object holder) {
        if (batch.holders == null) {
            ledger.takeBackWhole(batch.region, page, 1);
            return;
        }
        Holders.Verdict verdict = batch.holders.verdict(page, holder, batch.region.isHeld(page));
        if (verdict == Holders.Verdict.EARLIER) {
            ledger.wrongReturns().stale(batch.region, page, 1);
        } else {
            if (verdict == Holders.Verdict.UNSEEN) {
                ledger.wrongReturns().suspect(batch.region, page, 1);
            }
            ledger.takeBackWhole(batch.region, page, 1);
        }
        batch.holders.takenBack(page);
    }

    @Override
    void takeBackFailed(Object handle, long where, long bytes) {
        Known object = handle == null ? null : objects.find(handle);
        if (object != null) {
            ledger.failures().takeBack(object.batch.region, object.page, 1);
        }
    }

    @Override
    void unrecorded(Object handle, long where, long bytes) {
        if (handle == null) {
            return;
        }
        Known object = objects.find(handle);
        if (object != null) {
            ledger.failures().unrecorded(object.batch.region, object.page, 1);
        } else {
            missed();
        }
    }

    @Override
    void abandon() {
        for (Batch batch : batches) {
            ledger.regions().abandon(batch.region);
            batch.release();
        }
    }

    @Override
    Fit fits(Object handle, long where, long bytes) {
        Known object = handle == null ? null : objects.find(handle);
        return object == null ? Fit.NONE : object.batch.region.isHeld(object.page) ? Fit.HELD : Fit.CAME_BACK;
    }

    @Override
    void reset() {
        for (Batch batch : batches) {
            ledger.reset(batch.region);
            if (batch.holders != null) {
                batch.holders.reset();
            }
        }
        fillAnother();
    }

    /** A reset says nothing of what is met after it: where that is not known to come from the pool, it has numbers of its own. */
    private synchronized void fillAnother() {
        if (filling != null && !filling.known && filling.next > 0 && filling.region.isOpen()) {
            Batch reset = filling;
            filling = null;
            leave(reset);
        }
    }

    @Override
    void closing() {
        int cause = 0;
        for (Batch batch : batches) {
            cause = ledger.regions().close(batch.region, cause);
            batch.release();
        }
    }

    @Override
    void collected() {
        batches.forEach(Batch::release);
    }
}

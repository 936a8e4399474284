package io.pageconsistency.pools;

import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.IdentityTable;
import io.pageconsistency.region.Region;

/**
 * A pool of objects that are identified by themselves, such as buffers on the Java heap. Each object gets a page of its own, in a
 * region without memory, until it is collected. An object that is collected while it is handed out counts as no longer held; this
 * is no leak.
 *
 * <p>Thread-safe. Numbering a new object takes a lock; finding it again does not.
 */
final class IdentityPool extends TrackedPool {
    private static final int PAGES = 1 << 10;

    /** A group of up to {@value #PAGES} objects, numbered in the order in which they were first seen. */
    private static final class Batch {
        final Region region;
        /** Whether all hand-outs were seen, so that the take-back of an object that was never handed out is a fault. */
        final boolean known;
        /** Null if hand-outs of one object are not distinguished. */
        final Holders holders;
        /** The number of its objects that were not collected, plus one while the batch takes new ones. */
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

    private final IdentityTable<Known> objects = new IdentityTable<>(this::collectedObject);
    private final Set<Batch> batches = ConcurrentHashMap.newKeySet();
    private final long pageBytes;
    /** The batch that takes new objects. Guarded by this. */
    private Batch filling;

    IdentityPool(PoolKind kind, Object pool, ReferenceQueue<Object> queue, TrackedPools trackedPools, boolean known) {
        super(kind, pool, queue, trackedPools, known);
        pageBytes = Math.max(1, kind.pageBytes(pool));
    }

    private Known findOrNumber(Object pool, Object object) {
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

    private void collectedObject(Known object) {
        ledger.pools().vanished(object.batch.region, object.page);
        leave(object.batch);
    }

    @Override
    void handedOut(Object pool, Object handle, Object holder, long where, long bytes) {
        if (handle == null) {
            return;
        }
        Known object = findOrNumber(pool, handle);
        if (!object.batch.region.isOpen()) {
            // The pool was closed or its record given up, and the pool is used again.
            renumber(pool, object);
        }
        ledger.pools().handOut(object.batch.region, object.page, 1, 0);
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
            object = findOrNumber(pool, handle);
        } else if (object.batch.region.isGivenUp()) {
            renumber(pool, object);
        }
        if (met || !isKnown()) {
            takingBack(object.batch, object.page, holder);
        } else {
            // The search covers only pools of objects, so the cast is safe.
            IdentityPool other = (IdentityPool) trackedPools.holder(handle, this);
            Known held = other == null ? null : other.objects.find(handle);
            if (held == null) {
                ledger.pools().takeBackWhole(object.batch.region, object.page, 1);
            } else {
                ledger.wrongReturns().foreign(object.batch.region, object.page, 1, held.batch.region, held.page);
            }
        }
    }

    private void takingBack(Batch batch, int page, Object holder) {
        if (batch.holders == null) {
            ledger.pools().takeBackWhole(batch.region, page, 1);
            return;
        }
        Holders.Verdict verdict = batch.holders.verdict(page, holder, batch.region.isHeld(page));
        if (verdict == Holders.Verdict.EARLIER) {
            ledger.wrongReturns().stale(batch.region, page, 1);
        } else {
            if (verdict == Holders.Verdict.UNSEEN) {
                ledger.wrongReturns().suspect(batch.region, page, 1);
            }
            ledger.pools().takeBackWhole(batch.region, page, 1);
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
            ledger.pools().reset(batch.region);
            if (batch.holders != null) {
                batch.holders.reset();
            }
        }
        fillAnother();
    }

    /**
     * Begins a new batch after a reset, if not all hand-outs were seen: the reset tells nothing about objects that are first seen
     * later.
     */
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

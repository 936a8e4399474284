package io.pageconsistency.pools;

import java.lang.ref.ReferenceQueue;

import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.IdentityTable;

/**
 * The record of one pool, which it refers to weakly.
 *
 * <p>Parameters as for {@link TrackedPools}; {@code pool} is the pool itself, never null. Transfers throw
 * {@link io.pageconsistency.PageConsistencyError} when they are refused. Thread-safe.
 */
abstract class TrackedPool extends IdentityTable.Entry {
    final PoolKind kind;
    final TrackedPools trackedPools;
    final Ledger ledger;
    /** Whether the agent has seen all transfers of the pool. Then the take-back of memory that was never handed out is a fault. */
    private volatile boolean known;
    /** The number of the kind's {@linkplain PoolKind#gaps gaps} when the record was last given up. */
    private volatile int gaps;

    TrackedPool(PoolKind kind, Object pool, ReferenceQueue<Object> queue, TrackedPools trackedPools, boolean known) {
        super(pool, queue);
        this.kind = kind;
        this.trackedPools = trackedPools;
        this.ledger = trackedPools.ledger();
        this.known = known;
        this.gaps = kind.gaps();
    }

    final boolean isKnown() {
        return known;
    }

    /** Notes that a transfer of this pool is not on record. */
    final void missed() {
        known = false;
    }

    /** Gives the record up if the kind has new gaps. To be called before the record is used. */
    final void giveUpIfGaps() {
        if (gaps != kind.gaps()) {
            giveUp();
        }
    }

    private synchronized void giveUp() {
        // The number is read first: a gap from now on is a gap in the next record. It is stored last: until then other threads wait
        // for the lock.
        int present = kind.gaps();
        if (gaps != present) {
            missed();
            abandon();
            gaps = present;
        }
    }

    static TrackedPool of(PoolKind kind, Object pool, ReferenceQueue<Object> queue, TrackedPools trackedPools, boolean known) {
        return switch (kind.unit()) {
            case ADDRESS -> new AddressPool(kind, pool, queue, trackedPools, known);
            case OFFSET -> new OffsetPool(kind, pool, queue, trackedPools, known);
            case INDEX -> new IndexPool(kind, pool, queue, trackedPools, known);
            case IDENTITY -> new IdentityPool(kind, pool, queue, trackedPools, known);
        };
    }

    /** @param holder see {@link PoolKind.Handles} */
    abstract void handedOut(Object pool, Object handle, Object holder, long where, long bytes);

    abstract void takingBack(Object pool, Object handle, Object holder, long where, long bytes);

    abstract void takeBackFailed(Object handle, long where, long bytes);

    /** A transfer took place that could not be recorded. */
    abstract void unrecorded(Object handle, long where, long bytes);

    /** Abandons all that is on record. */
    abstract void abandon();

    /** How well memory that is given back fits this pool's record. */
    abstract Fit fits(Object handle, long where, long bytes);

    /** Whether memory that begins there was taken back in a window that has ended. */
    boolean remembers(long where) {
        return false;
    }

    abstract void reset();

    abstract void closing();

    /** The pool was collected. The ledger learns that by itself. */
    abstract void collected();
}

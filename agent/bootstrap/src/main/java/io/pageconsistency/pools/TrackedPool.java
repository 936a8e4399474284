package io.pageconsistency.pools;

import java.lang.ref.ReferenceQueue;

import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.IdentityTable;

/**
 * One pool, held weakly, and the record of what it has handed out.
 *
 * <p>Parameters as for {@link TrackedPools}; {@code pool} is the pool itself, never null. Transfers throw
 * {@link io.pageconsistency.PageConsistencyError} when they are refused. Thread-safe.
 */
abstract class TrackedPool extends IdentityTable.Entry {
    final PoolKind kind;
    final TrackedPools trackedPools;
    final Ledger ledger;
    /** Whether the pool's whole life was seen, so that what it never handed out cannot come back. */
    private volatile boolean known;
    /** Which of the kind's {@linkplain PoolKind#gaps gaps} the record has been given up for. */
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

    /** Something was missed. */
    final void missed() {
        known = false;
    }

    /** Gives up the record if something was missed of which it is not known what; to be called before anything is looked for in it. */
    final void mend() {
        if (gaps != kind.gaps()) {
            giveUp();
        }
    }

    private synchronized void giveUp() {
        // As it was before: what is missed from here on is a gap in the next record. And in this order: as long as the old one
        // is there, whoever comes waits for us.
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

    /** A transfer happened that could not be recorded. */
    abstract void unrecorded(Object handle, long where, long bytes);

    /** All that is on record is void. */
    abstract void abandon();

    /** How well what comes back fits what this pool has handed out. */
    abstract Fit fits(Object handle, long where, long bytes);

    /** Whether something that begins there was handed out once and came back, and has gone back to the system since. */
    boolean remembers(long where) {
        return false;
    }

    abstract void reset();

    abstract void closing();

    /** The pool was collected. The ledger knows by itself. */
    abstract void collected();
}

package io.pageconsistency.tracking;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.region.Region;

/**
 * The counterpart of {@link PoolTracker} for {@code on-violation=throw}.
 *
 * <p>Memory is transferred after these methods were called, and only if they return null. Otherwise woven code throws the returned
 * error to the pool's caller, and nothing has been recorded. Hand-outs are recorded earlier than in {@link PoolTracker}, but not
 * too early: the pool has claimed the memory by then.
 *
 * <p>Errors, thread-safety and the reason for a record are as for {@link PoolTracker}.
 */
public record RefusingTracker(PoolTracker pools) {

    /** @return null, or an error if the hand-out is refused; parameters as in {@link PoolTracker#handedOut} */
    public Throwable handingOut(Object owner, long page, long count, long position, long length) {
        try {
            Region region = pools.regionOf(owner);
            if (region != null) {
                pools.ledger().transfer(Operation.HAND_OUT, region, page, count, Extent.NO_SLOT);
                pools.ledger().handOut(region, page, count, position, length);
            }
            return null;
        } catch (PageConsistencyError e) {
            return e;
        } catch (Throwable e) {
            pools.unrecorded(e, owner, page, count);
            return null;
        }
    }

    /** The same for a region that is handed out as a whole. */
    public Throwable handingOutWhole(Object owner, long length) {
        try {
            Region region = pools.regionOf(owner);
            if (region != null) {
                pools.ledger().transfer(Operation.HAND_OUT, region, 0, 1, Extent.NO_SLOT);
                pools.ledger().handOut(region, 0, 1, region.origin(), length);
            }
            return null;
        } catch (PageConsistencyError e) {
            return e;
        } catch (Throwable e) {
            pools.unrecorded(e, owner, 0, 1);
            return null;
        }
    }

    /** @return null, or an error if the take-back is refused */
    public Throwable takingBack(Object owner, long page, long count) {
        try {
            Region region = pools.regionOf(owner);
            if (region != null) {
                pools.ledger().transfer(Operation.TAKE_BACK, region, page, count, Extent.NO_SLOT);
                pools.ledger().takeBack(region, page, count);
            }
            return null;
        } catch (PageConsistencyError e) {
            return e;
        } catch (Throwable e) {
            pools.unrecorded(e, owner, page, count);
            return null;
        }
    }

    /** @return null, or an error if the hand-out is refused; parameters as in {@link PoolTracker#slotHandedOut} */
    public Throwable slotHandingOut(Object owner, long page, long runPages, int slot, long position, long length) {
        try {
            Region region = pools.regionOf(owner);
            if (region != null) {
                pools.ledger().transfer(Operation.HAND_OUT, region, page, runPages, slot);
                pools.ledger().handOutSlot(region, page, runPages, slot, position, length);
            }
            return null;
        } catch (PageConsistencyError e) {
            return e;
        } catch (Throwable e) {
            pools.unrecorded(e, owner, page, runPages);
            return null;
        }
    }

    /** @return null, or an error if the take-back is refused */
    public Throwable slotTakingBack(Object owner, long page, long runPages, int slot) {
        try {
            Region region = pools.regionOf(owner);
            if (region != null) {
                pools.ledger().transfer(Operation.TAKE_BACK, region, page, runPages, slot);
                pools.ledger().takeBackSlot(region, page, runPages, slot);
            }
            return null;
        } catch (PageConsistencyError e) {
            return e;
        } catch (Throwable e) {
            pools.unrecorded(e, owner, page, runPages);
            return null;
        }
    }

    /** The pool threw while it handed pages out. */
    public void handOutFailed(Object owner, long page, long count) {
        try {
            Region region = pools.regionOf(owner);
            if (region != null) {
                pools.ledger().failures().handOut(region, page, count);
            }
        } catch (Throwable e) {
            pools.unrecorded(e, owner, page, count);
        }
    }

    /** The pool threw while it handed a slot out. */
    public void slotHandOutFailed(Object owner, long page, int slot) {
        try {
            Region region = pools.regionOf(owner);
            if (region != null) {
                pools.ledger().failures().handOutSlot(region, page, slot);
            }
        } catch (Throwable e) {
            pools.unrecorded(e, owner, page, 1);
        }
    }
}

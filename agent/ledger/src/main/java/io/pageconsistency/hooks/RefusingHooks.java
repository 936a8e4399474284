package io.pageconsistency.hooks;

import java.lang.invoke.MethodHandles;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Region;

/**
 * What woven code calls instead of the like in {@link PoolHooks} where violations are thrown.
 *
 * <p>Memory crosses after these methods were called, and only if they return null; otherwise what they return is for the
 * pool's caller, and nothing has been recorded. An allocation is recorded early here, but not too early: when memory is about
 * to cross to a user the pool has claimed it.
 *
 * <p>Nothing is thrown in here, but for what {@link PoolHooks} names. Thread-safe.
 */
public final class RefusingHooks {
    private static final Ledger LEDGER = Ledger.ofThisJvm(MethodHandles.lookup());

    private RefusingHooks() {
    }

    /** @return null, or the error that refuses it; parameters as in {@link PoolHooks#handedOut} */
    public static Throwable handingOut(Object owner, long page, long count, long position, long length) {
        try {
            Region region = PoolHooks.regionOf(owner);
            if (region != null) {
                LEDGER.crossing(Operation.HAND_OUT, region, page, count, Extent.NO_SLOT);
                LEDGER.handOut(region, page, count, position, length);
            }
            return null;
        } catch (PageConsistencyError e) {
            return e;
        } catch (Throwable e) {
            PoolHooks.unrecorded(e, owner, page, count);
            return null;
        }
    }

    /** All of a region that is handed out undivided, from its beginning. */
    public static Throwable handingOutWhole(Object owner, long length) {
        try {
            Region region = PoolHooks.regionOf(owner);
            if (region != null) {
                LEDGER.crossing(Operation.HAND_OUT, region, 0, 1, Extent.NO_SLOT);
                LEDGER.handOut(region, 0, 1, region.origin(), length);
            }
            return null;
        } catch (PageConsistencyError e) {
            return e;
        } catch (Throwable e) {
            PoolHooks.unrecorded(e, owner, 0, 1);
            return null;
        }
    }

    /** @return null, or the error that refuses it */
    public static Throwable takingBack(Object owner, long page, long count) {
        try {
            Region region = PoolHooks.regionOf(owner);
            if (region != null) {
                LEDGER.crossing(Operation.TAKE_BACK, region, page, count, Extent.NO_SLOT);
                LEDGER.takeBack(region, page, count);
            }
            return null;
        } catch (PageConsistencyError e) {
            return e;
        } catch (Throwable e) {
            PoolHooks.unrecorded(e, owner, page, count);
            return null;
        }
    }

    /** @return null, or the error that refuses it; parameters as in {@link PoolHooks#slotHandedOut} */
    public static Throwable slotHandingOut(Object owner, long page, long runPages, int slot, long position, long length) {
        try {
            Region region = PoolHooks.regionOf(owner);
            if (region != null) {
                LEDGER.crossing(Operation.HAND_OUT, region, page, runPages, slot);
                LEDGER.handOutSlot(region, page, runPages, slot, position, length);
            }
            return null;
        } catch (PageConsistencyError e) {
            return e;
        } catch (Throwable e) {
            PoolHooks.unrecorded(e, owner, page, runPages);
            return null;
        }
    }

    /** @return null, or the error that refuses it */
    public static Throwable slotTakingBack(Object owner, long page, long runPages, int slot) {
        try {
            Region region = PoolHooks.regionOf(owner);
            if (region != null) {
                LEDGER.crossing(Operation.TAKE_BACK, region, page, runPages, slot);
                LEDGER.takeBackSlot(region, page, runPages, slot);
            }
            return null;
        } catch (PageConsistencyError e) {
            return e;
        } catch (Throwable e) {
            PoolHooks.unrecorded(e, owner, page, runPages);
            return null;
        }
    }

    /** The pool threw while it handed pages out. */
    public static void handOutFailed(Object owner, long page, long count) {
        try {
            Region region = PoolHooks.regionOf(owner);
            if (region != null) {
                LEDGER.failures().handOut(region, page, count);
            }
        } catch (Throwable e) {
            PoolHooks.unrecorded(e, owner, page, count);
        }
    }

    /** The pool threw while it handed a slot out. */
    public static void slotHandOutFailed(Object owner, long page, int slot) {
        try {
            Region region = PoolHooks.regionOf(owner);
            if (region != null) {
                LEDGER.failures().handOutSlot(region, page, slot);
            }
        } catch (Throwable e) {
            PoolHooks.unrecorded(e, owner, page, 1);
        }
    }
}

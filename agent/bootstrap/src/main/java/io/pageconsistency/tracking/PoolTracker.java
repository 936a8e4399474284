package io.pageconsistency.tracking;

import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Region;

/**
 * What is told of pools that claim pages and slots of their chunks, and hand them out.
 *
 * <p>Each method finds the owner's region and passes the operation on to the {@link Ledger}. Nothing thrown in here reaches the
 * application: it is swallowed and counted. The one exception is a {@link StackOverflowError} where no stack is left even to note the
 * gap in the record. No method locks, logs, loads a class or allocates on the healthy path, but for recorded stacks.
 *
 * <p>The order owed to the ledger is the caller's: {@code …ing} methods are called before the pool acts, the others after.
 *
 * <p>A record, because the compiler takes the fields of a record for constants where the record is one. So the way from a hook to the
 * ledger reads no field, as if the ledger were static.
 */
public record PoolTracker(Ledger ledger, Owners owners, PoolRegions regions) {

    /** The region of an operation's memory, adopted if there was none; null if it cannot be, or must not be. */
    Region regionOf(Object owner) {
        Region region = owners.of(owner);
        return region != null ? region : regions.adopt(owner, true);
    }

    public void reserved(Object owner, long page, long count) {
        try {
            Region region = regionOf(owner);
            if (region != null) {
                ledger.reserve(region, page, count);
            }
        } catch (Throwable e) {
            unrecorded(e, owner, page, count);
        }
    }

    public void releasing(Object owner, long page, long count) {
        try {
            Region region = regionOf(owner);
            if (region != null) {
                ledger.release(region, page, count);
            }
        } catch (Throwable e) {
            unrecorded(e, owner, page, count);
        }
    }

    /**
     * @param position where the user's memory begins in the pool's backing memory
     * @param length how many bytes of it the user may use
     */
    public void handedOut(Object owner, long page, long count, long position, long length) {
        try {
            Region region = regionOf(owner);
            if (region != null) {
                ledger.handOut(region, page, count, position, length);
            }
        } catch (Throwable e) {
            unrecorded(e, owner, page, count);
        }
    }

    public void takingBack(Object owner, long page, long count) {
        try {
            Region region = regionOf(owner);
            if (region != null) {
                ledger.takeBack(region, page, count);
            }
        } catch (Throwable e) {
            unrecorded(e, owner, page, count);
        }
    }

    /** The pool threw while it took pages back. */
    public void takeBackFailed(Object owner, long page, long count) {
        try {
            Region region = owners.of(owner);
            if (region != null) {
                ledger.failures().takeBack(region, page, count);
            }
        } catch (Throwable e) {
            unrecorded(e, owner, page, count);
        }
    }

    /** The pool keeps a run that, by its own rules, it should have returned when its last slot was released. */
    public void runKeptIdle(Object owner, long page, long runPages) {
        try {
            Region region = owners.of(owner);
            if (region != null) {
                ledger.keptIdle(region, page, runPages);
            }
        } catch (Throwable e) {
            ledger.reports().swallow(e);
        }
    }

    /**
     * @param page the first page of the run the slot lies in
     * @param runPages how many pages the run has
     * @param slots into how many slots it is cut
     * @param slotSize in bytes
     */
    public void slotReserved(Object owner, long page, long runPages, int slots, long slotSize, int slot) {
        try {
            Region region = regionOf(owner);
            if (region != null) {
                ledger.reserveSlot(region, page, runPages, slots, slotSize, slot);
            }
        } catch (Throwable e) {
            unrecorded(e, owner, page, runPages);
        }
    }

    public void slotReleasing(Object owner, long page, long runPages, int slot) {
        try {
            Region region = regionOf(owner);
            if (region != null) {
                ledger.releaseSlot(region, page, runPages, slot);
            }
        } catch (Throwable e) {
            unrecorded(e, owner, page, runPages);
        }
    }

    public void slotHandedOut(Object owner, long page, long runPages, int slot, long position, long length) {
        try {
            Region region = regionOf(owner);
            if (region != null) {
                ledger.handOutSlot(region, page, runPages, slot, position, length);
            }
        } catch (Throwable e) {
            unrecorded(e, owner, page, runPages);
        }
    }

    public void slotTakingBack(Object owner, long page, long runPages, int slot) {
        try {
            Region region = regionOf(owner);
            if (region != null) {
                ledger.takeBackSlot(region, page, runPages, slot);
            }
        } catch (Throwable e) {
            unrecorded(e, owner, page, runPages);
        }
    }

    /** The pool threw while it took a slot back. */
    public void slotTakeBackFailed(Object owner, long page, int slot) {
        try {
            Region region = owners.of(owner);
            if (region != null) {
                ledger.failures().takeBackSlot(region, page, slot);
            }
        } catch (Throwable e) {
            unrecorded(e, owner, page, 1);
        }
    }

    /**
     * An operation failed in here: neither the application nor what becomes of these pages later is to suffer from it.
     *
     * @throws StackOverflowError if there was no room even to note the gap: the operation must fail then, as it would have a few frames
     *         deeper without us, or what becomes of its memory later would look wrong
     */
    void unrecorded(Throwable error, Object owner, long page, long count) {
        ledger.reports().swallow(error);
        try {
            Region region = owners.of(owner);
            if (region != null) {
                ledger.failures().unrecorded(region, page, count);
            }
        } catch (StackOverflowError e) {
            throw e;
        } catch (Throwable e) {
            ledger.reports().swallow(e);
        }
    }
}

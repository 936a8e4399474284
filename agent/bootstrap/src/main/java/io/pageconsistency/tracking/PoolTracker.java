package io.pageconsistency.tracking;

import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Region;

/**
 * Receives the calls of pools that claim pages and slots of their chunks, and hand them out.
 *
 * <p>Each method finds the owner's region and passes the operation on to the {@link Ledger}. Nothing that is thrown in here reaches
 * the application; it is swallowed and counted. The only exception is a {@link StackOverflowError} if there is not even enough
 * stack to note the gap in the record. On the healthy path no method locks, logs, loads a class or allocates, except for recorded
 * stacks.
 *
 * <p>The caller must keep the order: {@code …ing} methods are called before the pool acts, the others after it.
 *
 * <p>A record, because the JIT compiler treats the fields of a constant record as constants, too. So the path from a hook to the
 * ledger reads no field, as if the ledger were static.
 */
public record PoolTracker(Ledger ledger, Owners owners, PoolRegions regions) {

    /** The owner's region, adopted if it had none; null if it cannot be adopted, or if the gate is not open. */
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
     * @param position the start of the user's memory in the pool's backing memory, in bytes
     * @param length the number of bytes that the user may use
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

    /** The pool keeps a run that, by its own rules, it should have freed with its last slot. */
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
     * @param page the first page of the slot's run
     * @param runPages the number of pages of the run
     * @param slots the number of slots that the run is cut into
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
     * Handles an error of the agent: notes the gap in the record, so that it causes no false finding later.
     *
     * @throws StackOverflowError if there is not even enough stack to note the gap: then the operation must fail, as it would have
     *         a few frames deeper without the agent
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

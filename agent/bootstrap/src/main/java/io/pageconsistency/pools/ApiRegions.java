package io.pageconsistency.pools;

import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.IdentityTable;

/**
 * The records of regions whose pools tell of their own pages.
 *
 * <p>Those classes are the application's, and there may be several copies of them, so the record of a region is an object here
 * that they only carry. Nothing is thrown but {@link PageConsistencyError}, and this only where violations are thrown; all else
 * is swallowed and counted. Order as for {@link TrackedPools}. Thread-safe.
 */
public final class ApiRegions {
    /** The name of the allocator module; findings bear the names of the pools. */
    public static final String NAME = "api";

    private final Ledger ledger;
    private final TrackedPools trackedPools;
    private volatile IdentityTable<ApiRegion> regions = new IdentityTable<>(region -> { });

    public ApiRegions(TrackedPools trackedPools) {
        this.ledger = trackedPools.ledger();
        this.trackedPools = trackedPools;
    }

    /**
     * The record of a region; made when it is asked for first.
     *
     * @param owner the pool's own object for the region
     * @param known whether the region begins now, so that nothing was handed out before
     * @param untouched whether its pool has said that it leaves free memory alone
     * @return null if that failed
     */
    public Object region(Object owner, String pool, long address, long size, long pageSize, boolean known, boolean untouched) {
        try {
            IdentityTable<ApiRegion> table = regions;
            ApiRegion region = table.find(owner);
            if (region == null) {
                ledger.regions().seeing(NAME);
                region = table.findOrAdd(owner, queue -> new ApiRegion(owner, queue, trackedPools, pool,
                        new Geometry(address, 0, size, pageSize, false), known));
                if (untouched) {
                    region.untouched();
                }
            }
            return region;
        } catch (Throwable e) {
            ledger.reports().swallow(e);
            return null;
        }
    }

    /** Whether a record, or null for none, is one that operations are still recorded in; that of an agent that is gone is not. */
    public boolean isCurrent(Object record) {
        return record instanceof ApiRegion region && region.isCurrent();
    }

    /** No region has a record any more. */
    public void uninstall() {
        regions = new IdentityTable<>(region -> { });
    }

    /** The pool says that it leaves memory of a region alone while it is free. */
    public void untouched(Object record) {
        if (record != null) {
            ((ApiRegion) record).untouched();
        }
    }

    /** Pages have crossed to a user; the ticket for them. */
    public long handedOut(Object record, long page, long count) {
        ApiRegion region = (ApiRegion) record;
        try {
            return region == null ? 0 : region.handedOut(page, count);
        } catch (PageConsistencyError e) {
            throw e;
        } catch (Throwable e) {
            unrecorded(e, region, page, count);
            return 0;
        }
    }

    /** Pages are about to cross back. */
    public void takingBack(Object record, long page, long count, long ticket) {
        ApiRegion region = (ApiRegion) record;
        try {
            if (region != null) {
                region.takingBack(page, count, ticket);
            }
        } catch (PageConsistencyError e) {
            throw e;
        } catch (Throwable e) {
            unrecorded(e, region, page, count);
        }
    }

    private void unrecorded(Throwable error, ApiRegion region, long page, long count) {
        ledger.reports().swallow(error);
        try {
            region.unrecorded(page, count);
        } catch (StackOverflowError e) {
            // The operation fails, as it would have a few frames deeper without us: a gap nobody knows of would accuse the innocent.
            throw e;
        } catch (Throwable e) {
            ledger.reports().swallow(e);
        }
    }

    private void allUnrecorded(Throwable error, ApiRegion region) {
        unrecorded(error, region, 0, region.pageCount());
    }

    /** All pages come back at once. */
    public void reset(Object record) {
        try {
            if (record != null) {
                ((ApiRegion) record).reset();
            }
        } catch (Throwable e) {
            allUnrecorded(e, (ApiRegion) record);
        }
    }

    /** A region's memory is about to go back to where it came from. */
    public void closing(Object record) {
        try {
            if (record != null) {
                ((ApiRegion) record).close();
            }
        } catch (Throwable e) {
            allUnrecorded(e, (ApiRegion) record);
        }
    }
}

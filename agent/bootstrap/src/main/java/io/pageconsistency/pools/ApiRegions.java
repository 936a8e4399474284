package io.pageconsistency.pools;

import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.IdentityTable;

/**
 * The records of regions whose pools use the API.
 *
 * <p>The API's classes belong to the application, and there may be several copies of them. So the record of a region is an opaque object to
 * them. The methods throw only {@link PageConsistencyError}, and only if violations are thrown; all other errors are swallowed and counted.
 * The order of calls is as for {@link TrackedPools}. Thread-safe.
 */
public final class ApiRegions {
    /** The name of the allocator module. Findings carry the names of the pools instead. */
    public static final String NAME = "api";

    private final Ledger ledger;
    private final TrackedPools trackedPools;
    private volatile IdentityTable<ApiRegion> regions = new IdentityTable<>(region -> { });

    public ApiRegions(TrackedPools trackedPools) {
        this.ledger = trackedPools.ledger();
        this.trackedPools = trackedPools;
    }

    /**
     * The record of a region, created at the first call.
     *
     * @param owner the pool's own object for the region
     * @param known whether the region is new, so that nothing was handed out before
     * @param untouched whether its pool declares that it leaves free memory alone
     * @return the record, or null if it could not be created
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

    /** Whether operations are still recorded in a record; false for null, and for the record of an agent that was stopped. */
    public boolean isCurrent(Object record) {
        return record instanceof ApiRegion region && region.isCurrent();
    }

    /** Drops all records. */
    public void uninstall() {
        regions = new IdentityTable<>(region -> { });
    }

    /** The pool declares that it leaves the free memory of a region alone. */
    public void untouched(Object record) {
        if (record != null) {
            ((ApiRegion) record).untouched();
        }
    }

    /** Pages were handed out; returns the ticket of the hand-out. */
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

    /** Pages are about to be taken back. */
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
            // The operation fails, as it would have a few frames deeper without the agent. An unnoticed gap would cause false findings.
            throw e;
        } catch (Throwable e) {
            ledger.reports().swallow(e);
        }
    }

    private void allUnrecorded(Throwable error, ApiRegion region) {
        unrecorded(error, region, 0, region.pageCount());
    }

    /** All pages are taken back at once. */
    public void reset(Object record) {
        try {
            if (record != null) {
                ((ApiRegion) record).reset();
            }
        } catch (Throwable e) {
            allUnrecorded(e, (ApiRegion) record);
        }
    }

    /** A region is about to be closed. */
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

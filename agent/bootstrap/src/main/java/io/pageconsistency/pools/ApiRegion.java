package io.pageconsistency.pools;

import java.lang.ref.ReferenceQueue;

import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.IdentityTable;
import io.pageconsistency.region.Region;

/** A region whose pool uses the API, with the tickets of its pages. Thread-safe. */
final class ApiRegion extends IdentityTable.Entry {
    private final TrackedPools trackedPools;
    private final Ledger ledger;
    private final String pool;
    private final Geometry geometry;
    private final Tickets tickets;
    /** Whether the pool declares that it leaves free memory alone. */
    private volatile boolean untouched;
    private volatile Region region;

    /** @param owner the pool's own object for the region */
    ApiRegion(Object owner, ReferenceQueue<Object> queue, TrackedPools trackedPools, String pool, Geometry geometry, boolean known) {
        super(owner, queue);
        this.trackedPools = trackedPools;
        this.ledger = trackedPools.ledger();
        this.pool = pool;
        this.geometry = geometry;
        region = open(owner, known);
        tickets = new Tickets(region.pageCount());
    }

    private Region open(Object owner, boolean known) {
        Region opened = trackedPools.open(pool, owner, geometry, known);
        if (geometry.address() != 0) {
            trackedPools.closeWithBlock(opened);
        }
        if (untouched) {
            opened.leaveFreeMemoryAlone();
        }
        return opened;
    }

    /** Whether the agent that keeps this record is still active. */
    boolean isCurrent() {
        return !region.isAbandoned();
    }

    /** The record; if the old one was given up because the agent was inactive, a new one in which all pages are unknown. */
    private Region region() {
        Region present = region;
        return present.isGivenUp() ? reopened(present) : present;
    }

    private synchronized Region reopened(Region replaced) {
        Object owner = get();
        if (region == replaced && owner != null) {
            region = open(owner, false);
        }
        return region;
    }

    void untouched() {
        untouched = true;
        region.leaveFreeMemoryAlone();
    }

    /** Turns a negative count into 0, which is a fault, too, but cannot cause an overflow. */
    private static long atLeastNone(long count) {
        return Math.max(0, count);
    }

    long handedOut(long page, long given) {
        long count = atLeastNone(given);
        ledger.pools().handOut(region(), page, count, 0);
        return tickets.handedOut(page);
    }

    void takingBack(long page, long given, long ticket) {
        long count = atLeastNone(given);
        Region present = region();
        if (ticket != 0 && !tickets.isPresent(page, ticket) && present.isHeld(page)) {
            ledger.wrongReturns().stale(present, page, count);
        } else {
            ledger.pools().takeBackWhole(present, page, count);
        }
        tickets.takenBack(page);
    }

    long pageCount() {
        return region.pageCount();
    }

    void unrecorded(long page, long count) {
        ledger.failures().unrecorded(region, page, atLeastNone(count));
    }

    void reset() {
        ledger.pools().reset(region());
        tickets.reset();
    }

    void close() {
        ledger.close(region);
    }
}

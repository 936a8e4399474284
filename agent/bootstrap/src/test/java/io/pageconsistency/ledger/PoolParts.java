package io.pageconsistency.ledger;

import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.region.Traits;

/** The operations of a pool that does not claim memory and whose regions may overlap others. */
record PoolParts(Ledger ledger) {
    Region open(String allocator, Object owner, Geometry geometry, boolean known) {
        return ledger.regions().open(allocator, owner, geometry, known, Traits.PART_OF_POOL, null);
    }

    void handOut(Region region, long page, long count) {
        ledger.pools().handOut(region, page, count, 0);
    }

    void takeBack(Region region, long page, long count) {
        ledger.pools().takeBackWhole(region, page, count);
    }

    void staleTakeBack(Region region, long page, long count) {
        ledger.wrongReturns().stale(region, page, count);
    }

    void handOutBytes(Region region, long start, long length) {
        ledger.bytes().handOut(region, start, length);
    }

    void takeBackBytes(Region region, long start, long length) {
        ledger.bytes().takeBack(region, start, length);
    }

    void reset(Region region) {
        ledger.pools().reset(region);
    }

    int close(Region region, int cause) {
        return ledger.regions().close(region, cause);
    }
}

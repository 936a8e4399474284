package io.pageconsistency.tracking;

import java.lang.ref.ReferenceQueue;
import java.util.function.Predicate;

import io.pageconsistency.region.IdentityTable;
import io.pageconsistency.region.Region;

/**
 * From the pool's own object to its region.
 *
 * <p>Owners without the agent's field are found in a table, by identity. A look-up allocates nothing and takes no lock; it
 * costs some five nanoseconds, most of them for the identity's hash. An entry takes about 60 bytes and goes, with its
 * region, when the table is next {@linkplain #purge made anew} after its owner was collected.
 *
 * <p>Thread-safe; keeps no owner alive.
 */
public final class Owners {
    /** An owner, weakly, and its region; none where the owner has been told to forget it. */
    private static final class Entry extends IdentityTable.Entry {
        final Region region;

        Entry(Object owner, Region region, ReferenceQueue<Object> queue) {
            super(owner, queue);
            this.region = region;
        }
    }

    private final IdentityTable<Entry> table = new IdentityTable<>(entry -> { });

    /** Also an owner whose region has ended keeps it, so that what happens to it afterwards can be judged. */
    Region of(Object owner) {
        if (owner instanceof RegionCarrier carrier) {
            Region region = (Region) carrier.pageConsistencyRegion();
            if (region != null) {
                return region;
            }
        }
        Entry entry = table.find(owner);
        return entry == null ? null : entry.region;
    }

    void put(Object owner, Region region) {
        if (owner instanceof RegionCarrier carrier) {
            carrier.pageConsistencyRegion(region);
        } else {
            enter(owner, region);
        }
    }

    private void enter(Object owner, Region region) {
        table.put(owner, new Entry(owner, region, table.queue()));
    }

    /** Lets go of the regions of collected owners. */
    void purge() {
        retain(region -> true);
    }

    /** Lets go of the regions of other owners than carriers that are not to be kept. */
    void retain(Predicate<Region> kept) {
        table.retain(entry -> entry.region != null && kept.test(entry.region));
    }

    /** Has a carrier forget its region; nothing happens if it has another by now. */
    static void remove(Object owner, Region region) {
        if (owner instanceof RegionCarrier carrier && carrier.pageConsistencyRegion() == region) {
            carrier.pageConsistencyRegion(null);
        }
    }

    /** Has any owner forget its region, while nobody gives it another. */
    void forget(Object owner, Region region) {
        if (owner instanceof RegionCarrier) {
            remove(owner, region);
        } else {
            enter(owner, null);
        }
    }
}

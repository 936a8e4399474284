package io.pageconsistency.tracking;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.function.Predicate;

import io.pageconsistency.region.Region;

/**
 * From the pool's own object to its region.
 *
 * <p>Owners without the agent's field are found in an open hash table, by identity. A look-up allocates nothing and takes no
 * lock; it costs some five nanoseconds, most of them for the identity's hash. An entry takes about 60 bytes and goes, with
 * its region, when the table is next {@linkplain #purge made anew} after its owner was collected.
 *
 * <p>Thread-safe; keeps no owner alive.
 */
public final class Owners {
    private static final Entry[] NONE = {};
    private static final int SMALLEST = 64;
    private static final Predicate<Region> EVERY = region -> true;
    private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(Entry[].class);

    /** An owner, weakly, and its region. */
    private static final class Entry extends WeakReference<Object> {
        final Region region;
        final int hash;

        Entry(Object owner, Region region) {
            super(owner);
            this.region = region;
            this.hash = System.identityHashCode(owner);
        }
    }

    /** A power of two, at most half full, and entries stand at the first free place from their hash on. */
    private volatile Entry[] table = NONE;
    private int used;

    /** Also an owner whose region has ended keeps it, so that what happens to it afterwards can be judged. */
    Region of(Object owner) {
        if (owner instanceof RegionCarrier carrier) {
            Region region = (Region) carrier.pageConsistencyRegion();
            if (region != null) {
                return region;
            }
        }
        Entry[] entries = table;
        return entries.length == 0 ? null : in(entries, owner);
    }

    private static Region in(Entry[] entries, Object owner) {
        int mask = entries.length - 1;
        for (int i = System.identityHashCode(owner) & mask;; i = i + 1 & mask) {
            // Acquire: whoever finds the entry finds it whole.
            Entry entry = (Entry) ENTRY.getAcquire(entries, i);
            if (entry == null) {
                return null;
            }
            if (entry.refersTo(owner)) {
                return entry.region;
            }
        }
    }

    void put(Object owner, Region region) {
        if (owner instanceof RegionCarrier carrier) {
            carrier.pageConsistencyRegion(region);
            return;
        }
        enter(new Entry(owner, region), owner);
    }

    private synchronized void enter(Entry entry, Object owner) {
        if (2 * (used + 1) > table.length) {
            rebuild(EVERY);
        }
        Entry[] entries = table;
        int mask = entries.length - 1;
        int i = entry.hash & mask;
        while (entries[i] != null && !entries[i].refersTo(owner)) {
            i = i + 1 & mask;
        }
        used += entries[i] == null ? 1 : 0;
        ENTRY.setRelease(entries, i, entry);
    }

    /** Lets go of the regions of collected owners. */
    void purge() {
        retain(EVERY);
    }

    /** Lets go of the regions of other owners than carriers that are not to be kept. */
    synchronized void retain(Predicate<Region> kept) {
        if (table.length != 0) {
            rebuild(kept);
        }
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
            enter(new Entry(owner, null), owner);
        }
    }

    /** Into a new array, so that who searches the old one is not led astray. */
    private void rebuild(Predicate<Region> kept) {
        int live = 0;
        Entry[] old = table;
        Entry[] survivors = new Entry[used];
        for (Entry entry : old) {
            if (entry != null && entry.region != null && !entry.refersTo(null) && kept.test(entry.region)) {
                survivors[live++] = entry;
            }
        }
        Entry[] entries = new Entry[Math.max(SMALLEST, Integer.highestOneBit(Math.max(1, live)) * 8)];
        int mask = entries.length - 1;
        for (int n = 0; n < live; n++) {
            int i = survivors[n].hash & mask;
            while (entries[i] != null) {
                i = i + 1 & mask;
            }
            entries[i] = survivors[n];
        }
        used = live;
        table = entries;
    }
}

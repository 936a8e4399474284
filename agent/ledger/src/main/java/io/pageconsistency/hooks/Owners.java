package io.pageconsistency.hooks;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;

import io.pageconsistency.ledger.Region;

/** From the pool's own object to its region. Thread-safe; keeps no owner alive. */
final class Owners {
    private final ConcurrentHashMap<Key, Region> regions = new ConcurrentHashMap<>();
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();

    /** Also an owner whose region has ended keeps it, so that what happens to it afterwards can be judged. */
    Region of(Object owner) {
        if (owner instanceof RegionCarrier carrier) {
            Region region = (Region) carrier.pageConsistencyRegion();
            if (region != null) {
                return region;
            }
        }
        return regions.isEmpty() ? null : regions.get(new Key(owner, null));
    }

    void put(Object owner, Region region) {
        if (owner instanceof RegionCarrier carrier) {
            carrier.pageConsistencyRegion(region);
            return;
        }
        for (Object key = collected.poll(); key != null; key = collected.poll()) {
            regions.remove(key);
        }
        regions.put(new Key(owner, collected), region);
    }

    /** Equal by the owner's identity, and after its collection only to itself. */
    private static final class Key extends WeakReference<Object> {
        private final int hash;

        Key(Object owner, ReferenceQueue<Object> queue) {
            super(owner, queue);
            hash = System.identityHashCode(owner);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            if (this == other) {
                return true;
            }
            Object owner = get();
            return owner != null && other instanceof Key key && key.get() == owner;
        }
    }
}

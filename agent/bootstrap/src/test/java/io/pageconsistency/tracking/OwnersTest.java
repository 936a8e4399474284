package io.pageconsistency.tracking;

import static io.pageconsistency.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;

import org.junit.jupiter.api.Test;

import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;

class OwnersTest {
    /** Equal to every other object of its class, as a pool's chunk might be. */
    private static final class Chunk {
        @Override
        public boolean equals(Object other) {
            return other instanceof Chunk;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    private static final class Carrier implements RegionCarrier {
        private Region region;

        @Override
        public Region pageConsistencyRegion() {
            return region;
        }

        @Override
        public void pageConsistencyRegion(Region newRegion) {
            region = newRegion;
        }
    }

    private final Owners owners = new Owners();
    private final Ledger ledger = new Ledger();

    private Region region(Object owner) {
        return ledger.open("test", owner, new Geometry(0, 0, 1 << 20, 8_192, true), true);
    }

    @Test
    void ownersAreDistinguishedByIdentity() {
        Chunk first = new Chunk();
        Chunk second = new Chunk();
        Region region = region(first);
        assertThat(owners.of(first)).isNull();
        owners.put(first, region);
        assertThat(owners.of(first)).isSameAs(region);
        assertThat(owners.of(second)).isNull();
        Region other = region(second);
        owners.put(second, other);
        assertThat(owners.of(first)).isSameAs(region);
        assertThat(owners.of(second)).isSameAs(other);
        Region anew = region(first);
        owners.put(first, anew);
        assertThat(owners.of(first)).isSameAs(anew);
    }

    @Test
    void carriersReferToTheirRegions() {
        Carrier carrier = new Carrier();
        assertThat(owners.of(carrier)).isNull();
        Region region = region(carrier);
        owners.put(carrier, region);
        assertThat(carrier.region).isSameAs(region);
        assertThat(owners.of(carrier)).isSameAs(region);
        assertThat(owners.of(new Carrier())).isNull();
    }

    @Test
    void noOwnerIsKeptAliveByItsRegion() {
        WeakReference<Object> plain = putAndForget(new Chunk());
        WeakReference<Object> carrier = putAndForget(new Carrier());
        await().until(() -> {
            System.gc();
            return plain.refersTo(null) && carrier.refersTo(null);
        });
    }

    private WeakReference<Object> putAndForget(Object owner) {
        owners.put(owner, region(owner));
        return new WeakReference<>(owner);
    }

    @Test
    void theEntriesOfCollectedOwnersGo() {
        WeakReference<Region> region = putAndForgetRegion();
        await().until(() -> {
            System.gc();
            ledger.regions().drainCollected();
            // New owners cause the clean-up when they fill the table.
            for (int i = 0; i < 64; i++) {
                Chunk next = new Chunk();
                owners.put(next, region(next));
            }
            return region.refersTo(null);
        });
    }

    private WeakReference<Region> putAndForgetRegion() {
        Chunk owner = new Chunk();
        Region region = region(owner);
        owners.put(owner, region);
        return new WeakReference<>(region);
    }
}

package io.pageconsistency.pools;

import static io.pageconsistency.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.pageconsistency.ViolationKind;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.region.Traits;

/** Pools that number their pages, and pools of objects. */
class IndexAndIdentityTest {
    private final PoolBench bench = new PoolBench();
    private final PoolKind numbers = PoolBench.kind(PoolKind.Unit.INDEX, PoolKind.Handles.NONE, 4_096);
    private final PoolKind objects = PoolBench.kind(PoolKind.Unit.IDENTITY, PoolKind.Handles.NONE, 0);
    private final Object pool = new Object();

    /** An object that is equal to every other of its kind, and has their hash code. */
    private static final class Equal {
        @Override
        public boolean equals(Object other) {
            return other instanceof Equal;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    @Test
    void pageNumbersAreJudgedLikePages() {
        for (long number : new long[] {0, 5, 4_095, 4_096, 1L << 60, -1}) {
            bench.out(numbers, pool, null, number, -1);
        }
        assertThat(bench.held()).isEqualTo(6);
        assertThat(bench.findings()).isEmpty();
        bench.out(numbers, pool, null, 5, -1);
        bench.back(numbers, pool, null, 1L << 60, -1);
        bench.back(numbers, pool, null, 1L << 60, -1);
        bench.back(numbers, pool, null, 77, -1);
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1", "DOUBLE_FREE 2", "INVALID_FREE 3");
        assertThat(bench.violations.get(1).region()).contains("numbers " + (1L << 60));
    }

    @Test
    void severalPageNumbersAtOnceAlsoOverTheEndOfAWindow() {
        bench.out(numbers, pool, null, 4_094, 4 * 4_096);
        assertThat(bench.held()).isEqualTo(4);
        bench.out(numbers, pool, null, 4_097, 4_096);
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1");
        bench.back(numbers, pool, null, 4_094, 4 * 4_096);
        assertThat(bench.held()).isZero();
    }

    @Test
    void staleFreesOfPageNumbersAreFoundByTheirObjects() {
        PoolKind identified = PoolBench.kind(PoolKind.Unit.INDEX, PoolKind.Handles.IDENTITY, 4_096);
        Object old = new Object();
        bench.out(identified, pool, old, 3, -1);
        bench.back(identified, pool, old, 3, -1);
        bench.out(identified, pool, new Object(), 3, -1);
        bench.back(identified, pool, old, 3, -1);
        assertThat(bench.findings()).containsExactly("STALE_FREE 1");
    }

    @Test
    void objectsAreDistinguishedByIdentity() {
        List<Object> buffers = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            buffers.add(new Equal());
        }
        for (int round = 0; round < 2; round++) {
            buffers.forEach(buffer -> bench.out(objects, pool, buffer, 0, -1));
            assertThat(bench.held()).isEqualTo(5_000);
            buffers.forEach(buffer -> bench.back(objects, pool, buffer, 0, -1));
        }
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.held()).isZero();
        assertThat(bench.ledger.regions()).hasSize(5);
    }

    @Test
    void theRulesForObjectsAreTheSame() {
        Object one = new Equal();
        Object two = new Equal();
        bench.out(objects, pool, one, 0, -1);
        bench.out(objects, pool, one, 0, -1);
        bench.out(objects, pool, two, 0, -1);
        bench.back(objects, pool, two, 0, -1);
        bench.back(objects, pool, two, 0, -1);
        bench.back(objects, pool, new Equal(), 0, -1);
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1", "DOUBLE_FREE 2", "INVALID_FREE 3");
        Reference.reachabilityFence(one);
    }

    @Test
    void anObjectGivenToTheWrongPoolNamesTheRightOne() {
        Object wrong = new Object();
        Object buffer = new Equal();
        StringBuilder right = new StringBuilder();
        bench.out(objects, right, buffer, 0, -1);
        bench.back(objects, wrong, buffer, 0, -1);
        assertThat(bench.findings()).containsExactly("INVALID_FREE 1");
        assertThat(bench.only().explanation()).contains("in use from bench").contains("owner java.lang.StringBuilder@");
        bench.back(objects, right, buffer, 0, -1);
        assertThat(bench.findings()).hasSize(1);
        Reference.reachabilityFence(right);
    }

    @Test
    void aStaticTakeBackFindsTheObjectsPool() {
        Object other = new Object();
        Object one = new Equal();
        Object two = new Equal();
        bench.out(objects, pool, one, 0, -1);
        bench.out(objects, other, two, 0, -1);
        bench.back(objects, null, one, 0, -1);
        bench.back(objects, null, two, 0, -1);
        assertThat(bench.findings()).isEmpty();
        bench.back(objects, null, two, 0, -1);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1");
    }

    @Test
    void anUnknownObjectInAnOlderPoolIsNoFinding() {
        PoolKind older = new PoolKind("older", PoolKind.Unit.IDENTITY, PoolKind.Handles.NONE, 0, false);
        Object buffer = new Equal();
        bench.back(older, pool, buffer, 0, -1);
        bench.out(older, pool, buffer, 0, -1);
        bench.back(older, pool, buffer, 0, -1);
        bench.back(older, pool, buffer, 0, -1);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1");
    }

    @Test
    void anUnknownObjectAfterAResetIsNoDoubleFree() {
        PoolKind older = new PoolKind("older", PoolKind.Unit.IDENTITY, PoolKind.Handles.NONE, 0, false);
        Object held = new Equal();
        bench.out(older, pool, held, 0, -1);
        bench.trackedPools.reset(older, pool);
        Object brought = new Equal();
        bench.back(older, pool, brought, 0, -1);
        bench.back(older, pool, held, 0, -1);
        bench.back(older, pool, brought, 0, -1);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_FREE 2");
    }

    @Test
    void collectedObjectsAreNotHeldAndLeaveNothingBehind() {
        Object last = new Equal();
        for (int i = 0; i < 3_000; i++) {
            bench.out(objects, pool, new Equal(), 0, -1);
        }
        await().untilAsserted(() -> {
            System.gc();
            // Collected objects are noticed when a new object is seen.
            bench.out(objects, pool, new Equal(), 0, -1);
            assertThat(bench.held()).isLessThan(10);
            assertThat(bench.ledger.regions().count()).isLessThanOrEqualTo(2);
        });
        assertThat(bench.findings()).isEmpty();
        bench.out(objects, pool, last, 0, -1);
        bench.back(objects, pool, last, 0, -1);
        assertThat(bench.findings()).isEmpty();
    }

    @Test
    void aPoolOfObjectsIsClosedAndUsedAnew() {
        Object buffer = new Equal();
        bench.out(objects, pool, buffer, 0, -1);
        bench.trackedPools.closing(objects, pool);
        bench.back(objects, pool, buffer, 0, -1);
        assertThat(bench.findings()).containsExactly("REGION_CLOSED_IN_USE 1", "DOUBLE_FREE 2 from 1");
        bench.out(objects, pool, buffer, 0, -1);
        bench.back(objects, pool, buffer, 0, -1);
        assertThat(bench.findings()).hasSize(2);
    }

    @Test
    void afterAnAbandonedRecordAllObjectsAreUnknown() {
        Object one = new Equal();
        Object two = new Equal();
        bench.out(objects, pool, one, 0, -1);
        bench.ledger.regions().abandonAll(region -> true, region -> { });
        bench.back(objects, pool, one, 0, -1);
        bench.back(objects, pool, two, 0, -1);
        bench.out(objects, pool, one, 0, -1);
        bench.back(objects, pool, one, 0, -1);
        assertThat(bench.findings()).isEmpty();
        bench.back(objects, pool, one, 0, -1);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1");
    }

    @Test
    void aPoolThatIsCollectedWithMemoryOutIsALeak() {
        List<Object> buffers = new ArrayList<>();
        collectable(buffers);
        await().untilAsserted(() -> {
            System.gc();
            bench.ledger.regions().drainCollected();
            // The collector queues what it has cleared one by one.
            assertThat(bench.findings()).hasSize(2);
        });
        assertThat(bench.violations).allMatch(v -> v.kind() == ViolationKind.LEAK);
        assertThat(bench.ledger.reports().violations()).isZero();
        Reference.reachabilityFence(buffers);
    }

    private void collectable(List<Object> buffers) {
        Object mortal = new Object();
        Object buffer = new Equal();
        buffers.add(buffer);
        bench.out(objects, mortal, buffer, 0, -1);
        bench.out(PoolBench.addresses(), mortal, null, PoolBench.BASE, PoolBench.PAGE);
    }

    /** Not twice, whether the object is collected before or after the end of its region. */
    @Test
    void aCollectedObjectIsCountedOnce() {
        Ledger ledger = bench.ledger;
        for (boolean ended : new boolean[] {false, true}) {
            Region region = ledger.regions().open("bench", pool,
                    new Geometry(0, 0, 4 * 4_096, 4_096, false), true, Traits.PART_OF_POOL, null);
            ledger.pools().handOut(region, 2, 1, 0);
            if (ended) {
                ledger.regions().replace(region);
            }
            ledger.pools().vanished(region, 2);
            ledger.pools().vanished(region, 2);
            ledger.regions().replace(region);
        }
        assertThat(bench.ledger.transfers().handOuts()).isEqualTo(2);
        assertThat(bench.ledger.transfers().takeBacks()).as("by the collector").isEqualTo(1);
    }

    @Test
    void aPoolOfManyObjectsIsClosedOnce() {
        List<Object> kept = new ArrayList<>();
        for (int i = 0; i < 1_025; i++) {
            Object object = new Object();
            kept.add(object);
            bench.out(objects, pool, object, 0, -1);
        }
        bench.trackedPools.closing(objects, pool);
        assertThat(bench.findings()).hasSize(2).allMatch(finding -> finding.equals("REGION_CLOSED_IN_USE 1")
                || finding.equals("REGION_CLOSED_IN_USE 2 from 1"));
        Reference.reachabilityFence(kept);
    }

    /** Among others that live on; noticed when the pool sees the next object. */
    @Test
    void aCollectedObjectIsNotHeld() {
        List<Object> kept = new ArrayList<>();
        bench.out(objects, pool, new Object(), 0, -1);
        await().untilAsserted(() -> {
            System.gc();
            kept.add(new Object());
            bench.out(objects, pool, kept.get(kept.size() - 1), 0, -1);
            assertThat(bench.held()).isEqualTo(kept.size());
        });
        assertThat(bench.ledger.transfers().handOuts()).isEqualTo(kept.size() + 1);
        assertThat(bench.findings()).isEmpty();
    }
}

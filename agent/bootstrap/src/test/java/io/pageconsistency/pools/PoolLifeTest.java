package io.pageconsistency.pools;

import static io.pageconsistency.pools.PoolBench.PAGE;
import static io.pageconsistency.pools.PoolBench.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.pageconsistency.Operation;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.LedgerListener;

/** A pool from before the agent, failures, resets, closing, abandoned records and reuse. */
class PoolLifeTest {
    private final PoolBench bench = new PoolBench();
    private final PoolKind kind = PoolBench.addresses();
    private final Object pool = new Object();

    private void out(long where, long bytes) {
        assertThat(bench.out(kind, pool, null, where, bytes)).isNull();
    }

    private void back(long where, long bytes) {
        assertThat(bench.back(kind, pool, null, where, bytes)).isNull();
    }

    @Test
    void aFailedTakeBackCausesNoFinding() {
        out(at(0), PAGE);
        back(at(0), PAGE);
        bench.trackedPools.takeBackFailed(kind, pool, null, at(0), PAGE);
        back(at(0), PAGE);
        out(at(1) + 8, 64);
        back(at(1) + 8, 64);
        bench.trackedPools.takeBackFailed(kind, pool, null, at(1) + 8, 64);
        back(at(1) + 8, 64);
        bench.trackedPools.takeBackFailed(kind, pool, null, at(1) + 8, 64);
        out(at(1), PAGE);
        assertThat(bench.findings()).isEmpty();
    }

    @Test
    void aResetTakesEverythingBack() {
        out(at(0), 4 * PAGE);
        out(at(10), 100);
        out(at(20) + 8, 100);
        bench.trackedPools.reset(kind, pool);
        assertThat(bench.held()).isZero();
        assertThat(bench.ledger.transfers().handOuts()).isEqualTo(3);
        assertThat(bench.ledger.transfers().takeBacks()).isEqualTo(3);
        out(at(1), 4 * PAGE);
        assertThat(bench.findings()).isEmpty();
        back(at(20) + 8, 100);
        back(at(10), 100);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_FREE 2");
    }

    @Test
    void aPoolIsClosedWhileItsMemoryIsHeld() {
        out(at(0), PAGE);
        out(at(1_000_000), PAGE);
        bench.trackedPools.closing(kind, pool);
        assertThat(bench.findings()).containsExactly("REGION_CLOSED_IN_USE 1", "REGION_CLOSED_IN_USE 2 from 1");
        back(at(0), PAGE);
        assertThat(bench.findings()).contains("DOUBLE_FREE 3 from 1");
        assertThat(bench.ledger.regions()).isEmpty();
    }

    @Test
    void memoryHeldOffTheGridIsFoundWhenItsPoolIsClosed() {
        out(at(0), PAGE);
        back(at(0), PAGE);
        out(at(1) + 8, 64);
        bench.trackedPools.closing(kind, pool);
        assertThat(bench.findings()).containsExactly("REGION_CLOSED_IN_USE 1");
        assertThat(bench.only().extent().address()).isEqualTo(at(1) + 8);
        assertThat(bench.only().extent().length()).isEqualTo(64);
        back(at(1) + 8, 64);
        assertThat(bench.findings()).contains("DOUBLE_FREE 2 from 1");
    }

    @Test
    void aClosedPoolMayBeUsedAnew() {
        out(at(0), PAGE);
        back(at(0), PAGE);
        bench.trackedPools.closing(kind, pool);
        out(at(0), PAGE);
        back(at(0), PAGE);
        assertThat(bench.findings()).isEmpty();
        back(at(0), PAGE);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1");
    }

    /** As after the agent was stopped and attached again: what happened between is not known. */
    @Test
    void afterAnAbandonedRecordAllIsUnknown() {
        out(at(0), PAGE);
        out(at(1) + 8, 64);
        out(at(5), PAGE);
        back(at(5), PAGE);
        bench.ledger.regions().abandonAll(region -> true, region -> { });
        back(at(0), PAGE);
        back(at(5), PAGE);
        back(at(1) + 8, 64);
        out(at(7), PAGE);
        back(at(7), PAGE);
        assertThat(bench.findings()).isEmpty();
        back(at(7), PAGE);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1");
    }

    /** A pool with checks of its own: an operation that it refused did not take place. */
    @Test
    void aFaultThatThePoolRefusesHasNoConsequences() {
        for (long where : new long[] {at(0), at(1) + 8}) {
            out(where, 64);
            back(where, 64);
            back(where, 64);
            bench.trackedPools.takeBackFailed(kind, pool, null, where, 64);
            out(where, 64);
            back(where, 64);
            back(where, 64);
        }
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_FREE 2", "DOUBLE_FREE 3", "DOUBLE_FREE 4");
    }

    @Test
    void aFaultThatTheAgentRefusesHasNoConsequences() {
        bench.ledger.policy().refuse(Set.of());
        for (long where : new long[] {at(0), at(1) + 8}) {
            for (int round = 0; round < 2; round++) {
                out(where, 64);
                back(where, 64);
                assertThat(bench.back(kind, pool, null, where, 64)).isNotNull();
            }
        }
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_FREE 2", "DOUBLE_FREE 3", "DOUBLE_FREE 4");
    }

    /** Reading a pool's page size may make it wait for a thread that waits for the agent. */
    @Test
    void aPoolsPageSizeIsReadWithoutALock() throws Exception {
        Object other = new Object();
        CyclicBarrier both = new CyclicBarrier(2);
        PoolKind asking = new PoolKind("asking", PoolKind.Unit.ADDRESS, PoolKind.Handles.NONE, any -> {
            try {
                both.await(2, TimeUnit.MINUTES);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return PAGE;
        }, true);
        Thread second = new Thread(() -> bench.out(asking, other, null, at(0), PAGE));
        second.start();
        bench.out(asking, pool, null, at(0), PAGE);
        second.join();
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.held()).isEqualTo(2);
    }

    @Test
    void aPoolFromBeforeTheAgentIsLearned() {
        PoolKind older = new PoolKind("older", PoolKind.Unit.ADDRESS, PoolKind.Handles.NONE, PAGE, false);
        assertThat(bench.back(older, pool, null, at(7), PAGE)).isNull();
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.back(older, pool, null, at(7), PAGE)).isNull();
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1");
    }

    @Test
    void aPoolWhoseCreationIsSeenIsKnown() {
        PoolKind older = new PoolKind("older", PoolKind.Unit.ADDRESS, PoolKind.Handles.NONE, PAGE, false);
        bench.trackedPools.opened(older, pool);
        bench.back(older, pool, null, at(7), PAGE);
        assertThat(bench.findings()).containsExactly("INVALID_FREE 1");
    }

    /** Any error in the agent makes the memory unknown and causes no finding. */
    @Test
    void anUnrecordedOperationCausesNoFinding() {
        for (long where : new long[] {at(0), at(1) + 8}) {
            out(where, 64);
            back(where, 64);
            bench.ledger.operations(new LedgerListener() {
                @Override
                public boolean wantsOperations() {
                    return true;
                }

                @Override
                public void crossed(Operation operation, Region region, long page, long count, int slot) {
                    throw new IllegalStateException("in the middle of it");
                }
            });
            back(where, 64);
            bench.ledger.operations(null);
            back(where, 64);
        }
        assertThat(bench.violations).extracting(Violation::kind).containsExactly(ViolationKind.DOUBLE_FREE,
                ViolationKind.DOUBLE_FREE);
        assertThat(bench.ledger.reports().swallowedErrors()).isEqualTo(2);
    }
}

package io.pageconsistency.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;

import org.junit.jupiter.api.Test;

import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;

/** The consequences of faults in pools that do not claim memory: described pools and pools that use the API. */
class ContestApartTest {
    private static final int HEALTHY = 1_000;
    private static final long ODD = Bench.ADDRESS + 100;

    private final Bench bench = new Bench();
    private final PoolParts trackedPools = new PoolParts(bench.ledger);
    private final Region region = trackedPools.open("apart", bench.owner,
            new Geometry(Bench.ADDRESS, 0, 64 * Bench.PAGE, Bench.PAGE, false), true);

    private void freedTwice(long page, long count) {
        trackedPools.handOut(region, page, count);
        trackedPools.takeBack(region, page, count);
        trackedPools.takeBack(region, page, count);
    }

    private void healthy(long page, long count, int lives) {
        for (int i = 0; i < lives; i++) {
            trackedPools.handOut(region, page, count);
            trackedPools.takeBack(region, page, count);
        }
    }

    @Test
    void aFaultAfterHealthyHandOutsIsAnother() {
        freedTwice(4, 2);
        healthy(4, 2, HEALTHY);
        freedTwice(4, 2);
        healthy(4, 1, 1);
        freedTwice(4, 2);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_FREE 2", "DOUBLE_FREE 3");
    }

    @Test
    void aFaultOffTheGridAfterHealthyHandOutsIsAnother() {
        for (int i = 0; i < 3; i++) {
            trackedPools.handOutBytes(region, ODD, 50);
            trackedPools.takeBackBytes(region, ODD, 50);
            trackedPools.takeBackBytes(region, ODD, 50);
        }
        trackedPools.handOutBytes(region, ODD, 50);
        trackedPools.handOutBytes(region, ODD, 50);
        trackedPools.takeBackBytes(region, ODD, 50);
        trackedPools.takeBackBytes(region, ODD, 50);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_FREE 2", "DOUBLE_FREE 3", "DOUBLE_ALLOC 4 from 3",
                "DOUBLE_FREE 5 from 3");
    }

    @Test
    void aDuplicateOnTheFreeListIsHandedOutTwiceAndTakenBackTwice() {
        freedTwice(4, 2);
        healthy(4, 2, 3);
        trackedPools.handOut(region, 4, 2);
        trackedPools.handOut(region, 4, 2);
        trackedPools.takeBack(region, 4, 2);
        trackedPools.takeBack(region, 4, 2);
        trackedPools.handOut(region, 4, 2);
        trackedPools.handOut(region, 4, 2);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_ALLOC 2 from 1", "DOUBLE_FREE 3 from 1",
                "DOUBLE_ALLOC 4 from 1");
    }

    @Test
    void aDoubleFreeDoesNotExplainADoubleHandOutOfOtherMemory() {
        freedTwice(4, 2);
        trackedPools.handOut(region, 10, 2);
        trackedPools.handOut(region, 10, 2);
        trackedPools.handOut(region, 4, 4);
        trackedPools.handOut(region, 6, 2);
        assertThat(bench.findings()).as("the neighbours' past is none of theirs").containsExactly("DOUBLE_FREE 1",
                "DOUBLE_ALLOC 2", "DOUBLE_ALLOC 3");
    }

    @Test
    void theHolderAfterAStaleFreeFreesAgain() {
        trackedPools.handOut(region, 4, 2);
        trackedPools.staleTakeBack(region, 4, 2);
        trackedPools.takeBack(region, 4, 2);
        healthy(4, 2, 1);
        trackedPools.takeBack(region, 4, 2);
        assertThat(bench.findings()).containsExactly("STALE_FREE 1", "DOUBLE_FREE 2 from 1", "DOUBLE_FREE 3");
    }

    @Test
    void aChainOfHoldersAfterAStaleFreeFreesAgain() {
        trackedPools.handOut(region, 4, 2);
        trackedPools.staleTakeBack(region, 4, 2);
        healthy(4, 2, 1);
        trackedPools.takeBack(region, 4, 2);
        assertThat(bench.findings()).containsExactly("STALE_FREE 1", "DOUBLE_FREE 2 from 1");
    }

    @Test
    void aHolderIsForgottenAfterTwoHealthyHandOuts() {
        trackedPools.handOut(region, 4, 2);
        trackedPools.handOut(region, 4, 2);
        trackedPools.takeBack(region, 4, 2);
        healthy(4, 2, 2);
        trackedPools.takeBack(region, 4, 2);
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1", "DOUBLE_FREE 2");
    }

    @Test
    void anInvalidFreeExplainsALaterDoubleHandOut() {
        trackedPools.takeBack(region, 4, 2);
        trackedPools.handOut(region, 4, 2);
        trackedPools.handOut(region, 4, 2);
        assertThat(bench.findings()).containsExactly("INVALID_FREE 1", "DOUBLE_ALLOC 2 from 1");
    }

    @Test
    void aFreeOfAPartExplainsALaterFreeOfTheWhole() {
        trackedPools.handOut(region, 4, 8);
        trackedPools.takeBack(region, 4, 3);
        trackedPools.takeBack(region, 4, 8);
        assertThat(bench.findings()).containsExactly("SIZE_MISMATCH 1", "DOUBLE_FREE 2 from 1");
    }

    @Test
    void aDoubleFreeDoesNotExplainARegionClosedOverALeak() {
        freedTwice(4, 2);
        trackedPools.handOut(region, 10, 1);
        trackedPools.close(region, 0);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "REGION_CLOSED_IN_USE 2");
    }

    @Test
    void aFreeOfAPartExplainsARegionClosedOverTheRest() {
        trackedPools.handOut(region, 4, 8);
        trackedPools.takeBack(region, 4, 3);
        trackedPools.close(region, 0);
        trackedPools.takeBack(region, 7, 5);
        assertThat(bench.findings()).containsExactly("SIZE_MISMATCH 1", "REGION_CLOSED_IN_USE 2 from 1", "DOUBLE_FREE 3 from 1");
    }

    @Test
    void memoryHeldAtTheCloseIsTakenBackOnceAsAFollowUp() {
        for (long page = 0; page < 64; page += 2) {
            trackedPools.handOut(region, page, 1);
        }
        trackedPools.close(region, 0);
        for (long page = 0; page < 64; page += 2) {
            trackedPools.takeBack(region, page, 1);
        }
        assertThat(bench.ledger.reports().violations()).isEqualTo(1);
        assertThat(bench.ledger.reports().followUps()).isEqualTo(32);
        trackedPools.takeBack(region, 1, 1);
        assertThat(bench.violations.get(33).isFollowUp()).as("it was not held").isFalse();
    }

    @Test
    void aResetEndsAllContests() {
        freedTwice(4, 2);
        trackedPools.handOut(region, 10, 2);
        trackedPools.handOut(region, 10, 2);
        trackedPools.reset(region);
        trackedPools.handOut(region, 4, 2);
        trackedPools.handOut(region, 4, 2);
        trackedPools.takeBack(region, 10, 2);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_ALLOC 2", "DOUBLE_ALLOC 3", "DOUBLE_FREE 4");
    }

    @Test
    void aRefusedOperationHasNoConsequences() {
        bench.ledger.policy().refuse(Set.of());
        trackedPools.handOut(region, 4, 2);
        for (int i = 0; i < HEALTHY; i++) {
            assertThatThrownBy(() -> trackedPools.handOut(region, 4, 2)).isInstanceOf(PageConsistencyError.class);
        }
        trackedPools.takeBack(region, 4, 2);
        for (int i = 0; i < HEALTHY; i++) {
            assertThatThrownBy(() -> trackedPools.takeBack(region, 4, 2)).isInstanceOf(PageConsistencyError.class);
        }
        healthy(4, 2, HEALTHY);
        assertThat(bench.ledger.reports().violations()).isEqualTo(2 * HEALTHY);
        assertThat(bench.ledger.reports().followUps()).isZero();
    }
}

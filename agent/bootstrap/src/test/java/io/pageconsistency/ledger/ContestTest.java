package io.pageconsistency.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.pageconsistency.region.Region;

/** A fault with its consequences is counted once; the next fault is counted again. */
class ContestTest {
    private final Bench bench = new Bench();
    private final Ledger ledger = bench.ledger;
    private final Region region = bench.open(64);

    @Test
    void aDoubleFreeWithItsConsequencesCountsOnce() {
        bench.allocate(region, 4, 2);
        ledger.takeBack(region, 4, 2);
        ledger.takeBack(region, 4, 2);
        // The cache has the run twice now, so two users get it, and both give it back.
        bench.handOut(region, 4, 2);
        bench.handOut(region, 4, 2);
        ledger.takeBack(region, 4, 2);
        ledger.takeBack(region, 4, 2);
        ledger.release(region, 4, 2);
        ledger.release(region, 4, 2);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_ALLOC 2 from 1", "DOUBLE_FREE 3 from 1",
                "DOUBLE_FREE 4 from 1");
        assertThat(ledger.reports().violations()).isEqualTo(1);
        assertThat(ledger.reports().followUps()).isEqualTo(3);
    }

    @Test
    void aRunClaimedTwiceWithItsConsequencesCountsOnce() {
        bench.allocate(region, 4, 2);
        bench.allocate(region, 4, 2);
        bench.free(region, 4, 2);
        bench.free(region, 4, 2);
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1", "DOUBLE_FREE 2 from 1", "DOUBLE_FREE 3 from 1");
        assertThat(ledger.reports().violations()).isEqualTo(1);
    }

    @Test
    void aContestEndsWhenTheRunIsFreedAndClaimedAfresh() {
        bench.allocate(region, 4, 2);
        ledger.takeBack(region, 4, 2);
        ledger.takeBack(region, 4, 2);
        ledger.release(region, 4, 2);
        bench.allocate(region, 4, 2);
        bench.free(region, 4, 2);
        ledger.takeBack(region, 4, 2);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_FREE 2");
        assertThat(ledger.reports().violations()).isEqualTo(2);
    }

    @Test
    void aClaimAloneEndsNoContest() {
        bench.allocate(region, 4, 2);
        bench.free(region, 4, 2);
        ledger.release(region, 4, 2);
        // The free list has the run twice.
        bench.allocate(region, 4, 2);
        bench.allocate(region, 4, 2);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_ALLOC 2 from 1");
    }

    @Test
    void aFreeThatIsItselfAFindingEndsNoContest() {
        bench.allocate(region, 4, 2);
        ledger.release(region, 4, 2);
        bench.allocate(region, 4, 2);
        ledger.takeBack(region, 4, 2);
        ledger.takeBack(region, 4, 2);
        assertThat(bench.findings()).containsExactly("FREED_WHILE_HELD 1", "DOUBLE_FREE 2 from 1");
    }

    /** The later fault has more consequences. */
    @Test
    void theSameFaultAfterAHealthyHandOutIsAnother() {
        bench.allocate(region, 10, 1);
        bench.free(region, 10, 1);
        ledger.release(region, 10, 1);
        bench.allocate(region, 10, 1);
        bench.free(region, 10, 1);
        ledger.release(region, 10, 1);
        bench.allocate(region, 10, 1);
        bench.reserve(region, 10, 1);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_FREE 2", "DOUBLE_ALLOC 3 from 2");
    }

    /** After a double free a pool believes too early that its chunk is empty. */
    @Test
    void aRegionThatEndsInUseAfterADoubleFreeFollowsFromIt() {
        bench.allocate(region, 10, 2);
        bench.allocate(region, 20, 2);
        bench.free(region, 10, 2);
        ledger.release(region, 10, 2);
        ledger.close(region);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "REGION_CLOSED_IN_USE 2 from 1");
    }

    @Test
    void onlyTheSamePagesAreContested() {
        bench.allocate(region, 4, 2);
        bench.allocate(region, 6, 2);
        ledger.takeBack(region, 4, 2);
        ledger.takeBack(region, 4, 2);
        ledger.takeBack(region, 6, 2);
        ledger.takeBack(region, 6, 2);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_FREE 2");
        ledger.takeBack(region, 5, 2);
        assertThat(bench.findings()).as("a range that touches two contests follows the earlier").hasSize(3)
                .last().isEqualTo("DOUBLE_FREE 3 from 1");
    }

    @Test
    void pagesSettleOneByOne() {
        bench.reserve(region, 0, 4);
        bench.reserve(region, 0, 4);
        ledger.release(region, 0, 4);
        bench.reserve(region, 0, 2);
        bench.reserve(region, 0, 1);
        bench.reserve(region, 2, 2);
        bench.reserve(region, 3, 1);
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1", "DOUBLE_ALLOC 2", "DOUBLE_ALLOC 3");
    }

    @Test
    void theResidueOfOnePageExplainsAFindingAboutALargerRange() {
        bench.allocate(region, 10, 1);
        bench.free(region, 10, 1);
        bench.free(region, 10, 1);
        bench.allocate(region, 10, 1);
        bench.allocate(region, 0, 64);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_FREE 2 from 1", "DOUBLE_ALLOC 3 from 1");
    }

    /** A fault of one page does not explain findings about other pages. */
    @Test
    void aLargerRangeWithFurtherWrongPagesIsAFaultOfItsOwn() {
        bench.allocate(region, 10, 1);
        ledger.takeBack(region, 10, 1);
        ledger.takeBack(region, 10, 1);
        ledger.release(region, 0, 64);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "INVALID_FREE 2");
    }

    @Test
    void aContestDoesNotExplainARangeBesideIt() {
        bench.allocate(region, 10, 1);
        ledger.takeBack(region, 10, 1);
        ledger.takeBack(region, 10, 1);
        ledger.release(region, 0, 10);
        ledger.release(region, 11, 53);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "INVALID_FREE 2", "INVALID_FREE 3");
    }

    @Test
    void aContestEndsEvenIfACellIsRepairedMeanwhile() {
        bench.allocate(region, 4, 2);
        ledger.takeBack(region, 4, 2);
        ledger.takeBack(region, 4, 2);
        region.pages.flip(4, 1);
        ledger.release(region, 4, 2);
        region.pages.flip(4, 1);
        bench.allocate(region, 4, 2);
        bench.free(region, 4, 2);
        ledger.takeBack(region, 4, 2);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "BITMAP_CORRUPTION 2", "BITMAP_CORRUPTION 3",
                "DOUBLE_FREE 4");
    }

    @Test
    void aDoublyFreedSlotCountsOnce() {
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 5);
        ledger.takeBackSlot(region, 9, 1, 5);
        ledger.takeBackSlot(region, 9, 1, 5);
        bench.handOutSlot(region, 9, 5);
        bench.handOutSlot(region, 9, 5);
        bench.freeSlot(region, 9, 5);
        bench.freeSlot(region, 9, 5);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_ALLOC 2 from 1", "DOUBLE_FREE 3 from 1",
                "DOUBLE_FREE 4 from 1");
    }

    @Test
    void aSlotsContestEndsWhenItIsFreedAndClaimedAfresh() {
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 5);
        bench.freeSlot(region, 9, 5);
        ledger.releaseSlot(region, 9, 1, 5);
        bench.allocateSlot(region, 9, 5);
        bench.freeSlot(region, 9, 5);
        bench.allocateSlot(region, 9, 5);
        bench.handOutSlot(region, 9, 5);
        bench.allocateSlot(region, 9, 6);
        bench.handOutSlot(region, 9, 6);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_ALLOC 2", "DOUBLE_ALLOC 3");
    }

    @Test
    void aDoubleFreeOfASlotExplainsTheEarlyFreeOfItsRun() {
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 5);
        bench.allocateSlot(region, 9, 6);
        bench.freeSlot(region, 9, 5);
        bench.freeSlot(region, 9, 5);
        bench.allocateSlot(region, 9, 5);
        bench.freeSlot(region, 9, 5);
        // After one free too many, the pool believes that nothing is held.
        ledger.release(region, 9, 1);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_FREE 2 from 1", "FREED_WHILE_HELD 3 from 1");
    }

    @Test
    void aFreshRunHasFreshSlots() {
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 5);
        ledger.takeBackSlot(region, 9, 1, 5);
        ledger.takeBackSlot(region, 9, 1, 5);
        ledger.release(region, 9, 1);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "METADATA_MISMATCH 2 from 1");
        bench.reserve(region, 9, 1);
        ledger.release(region, 9, 1);
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 5);
        bench.freeSlot(region, 9, 5);
        ledger.takeBackSlot(region, 9, 1, 5);
        assertThat(bench.findings()).hasSize(3).last().isEqualTo("DOUBLE_FREE 3");
    }

    @Test
    void aRunFreedWithAHeldSlotExplainsLaterOperationsOnTheSlot() {
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 5);
        ledger.release(region, 9, 1);
        ledger.takeBackSlot(region, 9, 1, 5);
        assertThat(bench.findings()).containsExactly("FREED_WHILE_HELD 1", "DOUBLE_FREE 2 from 1");
        assertThat(bench.violations.get(0).explanation()).contains("1 of 8", "slot 5");
    }

    @Test
    void aRunFreedWithAHeldSlotStaysContestedAfterItsNextClaim() {
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 5);
        ledger.release(region, 9, 1);
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 5);
        // The first holder's free takes the second holder's slot.
        ledger.takeBackSlot(region, 9, 1, 5);
        ledger.takeBackSlot(region, 9, 1, 5);
        assertThat(bench.findings()).containsExactly("FREED_WHILE_HELD 1", "DOUBLE_FREE 2 from 1");
    }

    @Test
    void aSlotsFaultExplainsLaterOperationsOnItsRun() {
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 5);
        bench.freeSlot(region, 9, 5);
        ledger.releaseSlot(region, 9, 1, 5);
        // After the double free of the slot the pool believes that the run is empty, and frees it twice.
        ledger.release(region, 9, 1);
        ledger.release(region, 9, 1);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_FREE 2 from 1");
    }

    @Test
    void theRestOfAPartlyFreedHandOutCausesNoFindingLater() {
        bench.allocate(region, 4, 8);
        ledger.takeBack(region, 4, 4);
        ledger.release(region, 4, 4);
        assertThat(bench.findings()).containsExactly("SIZE_MISMATCH 1");
        bench.allocate(region, 4, 4);
        bench.free(region, 4, 4);
        bench.allocate(region, 4, 4);
        bench.free(region, 4, 4);
        assertThat(bench.findings()).as("a new user of the first part").hasSize(1);
    }

    @Test
    void operationsOnASlotAfterTheCloseOfItsRegionFollow() {
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 3);
        ledger.close(region);
        ledger.takeBackSlot(region, 9, 1, 3);
        ledger.releaseSlot(region, 9, 1, 3);
        assertThat(bench.findings()).containsExactly("REGION_CLOSED_IN_USE 1", "DOUBLE_FREE 2 from 1",
                "DOUBLE_FREE 3 from 1");
    }

    /** Operations in between may have been about either of the two duplicates. */
    @Test
    void aDuplicateInThePoolExplainsADoubleHandOutMuchLater() {
        bench.allocate(region, 4, 2);
        bench.free(region, 4, 2);
        bench.free(region, 4, 2);
        for (int i = 0; i < 3; i++) {
            bench.allocate(region, 4, 2);
            bench.free(region, 4, 2);
        }
        bench.allocate(region, 4, 2);
        bench.allocate(region, 0, 6);
        bench.free(region, 4, 2);
        bench.free(region, 0, 6);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_FREE 2 from 1", "DOUBLE_ALLOC 3 from 1",
                "INVALID_FREE 4 from 1", "DOUBLE_FREE 5 from 1", "DOUBLE_FREE 6 from 1");
    }

    @Test
    void aDuplicateInACacheExplainsADoubleHandOutAfterOneHasLeftTheCache() {
        bench.allocate(region, 4, 2);
        ledger.takeBack(region, 4, 2);
        ledger.takeBack(region, 4, 2);
        ledger.release(region, 4, 2);
        bench.allocate(region, 4, 2);
        bench.handOut(region, 4, 2);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_ALLOC 2 from 1");
    }

    @Test
    void afterADoubleHandOutThePoolHasNoDuplicate() {
        bench.allocate(region, 4, 2);
        bench.free(region, 4, 2);
        bench.free(region, 4, 2);
        bench.allocate(region, 4, 2);
        bench.allocate(region, 4, 2);
        // One of the two gives it back, the other never does.
        bench.free(region, 4, 2);
        bench.reserve(region, 4, 2);
        bench.reserve(region, 4, 2);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_FREE 2 from 1", "DOUBLE_ALLOC 3 from 1",
                "DOUBLE_ALLOC 4");
    }

    @Test
    void aPartThatWasFreedOnceHasNoDuplicate() {
        bench.allocate(region, 0, 4);
        bench.allocate(region, 4, 4);
        bench.free(region, 0, 4);
        // Of these eight only four had come back before.
        ledger.release(region, 0, 8);
        for (int i = 0; i < 2; i++) {
            bench.reserve(region, 0, 4);
            ledger.release(region, 0, 4);
            bench.reserve(region, 4, 4);
            ledger.release(region, 4, 4);
        }
        bench.reserve(region, 4, 4);
        bench.reserve(region, 4, 4);
        bench.reserve(region, 0, 4);
        bench.reserve(region, 0, 4);
        assertThat(bench.findings()).hasSize(3).first().isEqualTo("DOUBLE_FREE 1");
        assertThat(bench.findings().subList(1, 3)).containsExactly("DOUBLE_ALLOC 2", "DOUBLE_ALLOC 3 from 1");
    }

    @Test
    void aDuplicateSlotInACacheExplainsADoubleHandOutAfterOneHasLeftTheCache() {
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 5);
        ledger.takeBackSlot(region, 9, 1, 5);
        ledger.takeBackSlot(region, 9, 1, 5);
        ledger.releaseSlot(region, 9, 1, 5);
        bench.allocateSlot(region, 9, 5);
        bench.handOutSlot(region, 9, 5);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_ALLOC 2 from 1");
    }

    @Test
    void aDuplicateSlotInACacheOutlivesItsRun() {
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 5);
        ledger.takeBackSlot(region, 9, 1, 5);
        ledger.takeBackSlot(region, 9, 1, 5);
        ledger.releaseSlot(region, 9, 1, 5);
        ledger.release(region, 9, 1);
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 5);
        bench.handOutSlot(region, 9, 5);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_ALLOC 2 from 1");
    }
}

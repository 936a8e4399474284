package io.pageconsistency.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Regions that were there before they were noticed: everything is unknown, learned from its first event, then judged. */
class AdoptionTest {
    private final Bench bench = new Bench();
    private final Ledger ledger = bench.ledger;
    private final Region region = bench.adopt(64);

    @Test
    void theFirstEventOfAPageIsBelieved() {
        bench.reserve(region, 0, 4);
        bench.handOut(region, 4, 4);
        ledger.takeBack(region, 8, 4);
        ledger.release(region, 12, 4);
        assertThat(bench.findings()).isEmpty();
        assertThat(region.pagesReserved()).as("what is taken back was claimed").isEqualTo(12);
        assertThat(region.pagesHeld()).isEqualTo(4);
    }

    @Test
    void theSecondIsJudged() {
        bench.reserve(region, 0, 4);
        bench.reserve(region, 0, 4);
        bench.handOut(region, 4, 4);
        bench.handOut(region, 4, 4);
        ledger.takeBack(region, 8, 4);
        ledger.takeBack(region, 8, 4);
        ledger.release(region, 12, 4);
        ledger.release(region, 12, 4);
        bench.handOut(region, 16, 4);
        ledger.release(region, 16, 4);
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1", "DOUBLE_ALLOC 2", "DOUBLE_FREE 3", "DOUBLE_FREE 4",
                "FREED_WHILE_HELD 5");
    }

    @Test
    void whatWasHeldBeforeMayComeBackInItsOwnSize() {
        bench.handOut(region, 20, 4);
        ledger.takeBack(region, 10, 10);
        ledger.takeBack(region, 20, 4);
        ledger.release(region, 0, 64);
        assertThat(bench.findings()).isEmpty();
    }

    @Test
    void slotsOfRunsCutBeforeAreUnknownToo() {
        // The run is not known to be cut: its slots say nothing.
        ledger.takeBackSlot(region, 9, 1, 3);
        ledger.releaseSlot(region, 9, 1, 3);
        bench.handOutSlot(region, 9, 4);
        // The next claim cuts it; what stood in it before stays unknown.
        bench.allocateSlot(region, 9, 3);
        ledger.takeBackSlot(region, 9, 1, 5);
        ledger.releaseSlot(region, 9, 1, 5);
        bench.freeSlot(region, 9, 3);
        assertThat(bench.findings()).isEmpty();
        ledger.releaseSlot(region, 9, 1, 5);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1");
    }

    @Test
    void aRunReservedSinceHasNoUnknownSlots() {
        bench.reserve(region, 9, 1);
        bench.reserveSlot(region, 9, 3);
        ledger.takeBackSlot(region, 9, 1, 5);
        assertThat(bench.findings()).containsExactly("INVALID_FREE 1");
    }

    @Test
    void aRunCutAnewIsUnknownBecauseItsEndWasMissed() {
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 3);
        ledger.reserveSlot(region, 9, 1, 4, Bench.PAGE / 4, 0);
        ledger.takeBackSlot(region, 9, 1, 2);
        assertThat(bench.findings()).isEmpty();
    }

    @Test
    void anAdoptedRegionMayCloseInPeace() {
        ledger.close(region);
        assertThat(bench.findings()).isEmpty();
    }

    @Test
    void aFailedTakeBackMakesPagesUnknownInARegionSeenFromTheStart() {
        ledger.close(region);
        Region known = bench.open(64);
        bench.allocate(known, 0, 4);
        ledger.takeBack(known, 0, 4);
        ledger.takeBackFailed(known, 0, 4);
        ledger.takeBack(known, 0, 4);
        ledger.release(known, 0, 4);
        assertThat(bench.findings()).isEmpty();
        bench.allocate(known, 0, 4);
        ledger.takeBack(known, 0, 4);
        bench.handOut(known, 0, 2);
        // Another user has the first two already: they keep what they are.
        ledger.takeBackFailed(known, 0, 4);
        ledger.takeBackFailed(known, 60, 8);
        bench.handOut(known, 0, 2);
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1");
    }
}

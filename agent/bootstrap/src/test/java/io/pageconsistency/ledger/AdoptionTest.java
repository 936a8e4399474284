package io.pageconsistency.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.pageconsistency.bitmap.SlotMap;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;

/** Adopted regions: each unit is unknown until its first operation, and judged after that. */
class AdoptionTest {
    private final Bench bench = new Bench();
    private final Ledger ledger = bench.ledger;
    private final Region region = bench.adopt(64);

    @Test
    void theFirstOperationOnAPageIsAccepted() {
        bench.reserve(region, 0, 4);
        bench.handOut(region, 4, 4);
        ledger.takeBack(region, 8, 4);
        ledger.release(region, 12, 4);
        assertThat(bench.findings()).isEmpty();
        assertThat(region.pagesReserved()).as("what is taken back was claimed").isEqualTo(12);
        assertThat(region.pagesHeld()).isEqualTo(4);
    }

    @Test
    void theSecondOperationIsJudged() {
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
    void memoryHeldBeforeMayBeTakenBackInItsSize() {
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

    /** Thread caches pass slots between users for ever without a claim by the allocator. */
    @Test
    void aSlotHandedOutCutsItsRunAndIsJudgedFromThenOn() {
        bench.handOutSlot(region, 9, 4);
        bench.handOutSlot(region, 9, 5);
        assertThat(region.pagesHeld()).isEqualTo(1);
        ledger.takeBackSlot(region, 9, 1, 4);
        ledger.takeBackSlot(region, 9, 1, 6);
        // The allocator claims another one of the same run: what is known stays known.
        bench.reserveSlot(region, 9, 0);
        assertThat(bench.findings()).isEmpty();
        ledger.takeBackSlot(region, 9, 1, 4);
        bench.handOutSlot(region, 9, 5);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_ALLOC 2");
    }

    @Test
    void aRunIsCutOnlyByAFittingHandOut() {
        long slot = Bench.PAGE / 8;
        ledger.handOutSlot(region, 9, 1, 4, 9 * Bench.PAGE + 4 * slot + 1, slot);
        ledger.handOutSlot(region, 9, 1, 8, 9 * Bench.PAGE + 8 * slot, slot);
        ledger.handOutSlot(region, 9, 1, 0, 9 * Bench.PAGE, 0);
        ledger.handOutSlot(region, 63, 2, 0, 63 * Bench.PAGE, slot);
        ledger.handOutSlot(region, -1, 1, 0, -Bench.PAGE, slot);
        assertThat(region.slotsAt(9)).isNull();
        assertThat(region.pagesHeld()).isZero();
        assertThat(bench.findings()).as("the last two lie outside").hasSize(1);
    }

    @Test
    void aRunOfARegionSeenFromTheStartIsNotCutByAHandOut() {
        Region known = bench.ledger.open("bench", new Object(), new Geometry(0, 0, 64 * Bench.PAGE, Bench.PAGE, true), true);
        bench.handOutSlot(known, 9, 4);
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1");
    }

    @Test
    void unknownMemoryMayBeTakenBackAfterItsRegionEnds() {
        bench.allocate(region, 0, 4);
        bench.free(region, 0, 4);
        ledger.close(region);
        ledger.takeBack(region, 8, 4);
        ledger.release(region, 8, 4);
        ledger.takeBackSlot(region, 20, 1, 3);
        assertThat(bench.findings()).isEmpty();
        ledger.takeBack(region, 0, 4);
        assertThat(bench.findings()).as("but what was known to be free is judged").containsExactly("DOUBLE_FREE 1");
    }

    @Test
    void anAdoptedRegionGivesWayToAnOpenOne() {
        ledger.close(region);
        Region live = bench.open(64);
        bench.allocate(live, 0, 4);
        Region late = bench.adopt(32);
        ledger.takeBack(late, 8, 4);
        ledger.release(late, 8, 4);
        assertThat(late.isOpen()).isFalse();
        assertThat(live.isOpen()).isTrue();
        assertThat(ledger.find(Bench.ADDRESS)).isSameAs(live);
        assertThat(ledger.regions()).containsExactly(live);
        assertThat(bench.findings()).isEmpty();
    }

    @Test
    void nothingIsFoundAboutAnAbandonedRegion() {
        bench.allocate(region, 0, 4);
        bench.allocateSlot(region, 9, 3);
        Region ended = ledger.open("bench", bench.owner, new Geometry(0, 0, 64 * Bench.PAGE, Bench.PAGE, true), true);
        ledger.close(ended);
        ledger.regions().abandonAll(any -> true, abandoned -> { });
        assertThat(ledger.regions()).isEmpty();
        assertThat(ledger.find(Bench.ADDRESS)).isNull();
        for (Region each : new Region[] {region, ended}) {
            bench.allocate(each, 0, 4);
            bench.free(each, 0, 4);
            bench.free(each, 0, 4);
            bench.handOutSlot(each, 0, 3);
            ledger.takeBackSlot(each, 9, 1, 2);
            bench.allocateSlot(each, 20, 2);
            bench.freeSlot(each, 20, 2);
            ledger.keptIdle(each, 20, 1);
            ledger.close(each);
        }
        assertThat(bench.findings()).isEmpty();
        assertThat(ledger.reports().leaks()).isZero();
    }

    @Test
    void aSlotOfARunThatWasSeenWholeMustBeClaimed() {
        bench.reserve(region, 9, 1);
        bench.handOutSlot(region, 9, 3);
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1");
    }

    /** Two threads may get slots of the run at the same time. */
    @Test
    void aRunIsCutOnce() {
        SlotMap first = region.cutIfWhole(9, new SlotMap(8, Bench.PAGE / 8, 1, false));
        assertThat(region.cutIfWhole(9, new SlotMap(8, Bench.PAGE / 8, 1, false))).isSameAs(first);
        assertThat(region.slotsAt(9)).isSameAs(first);
    }

    /** The unknown pages may belong to another hand-out than the known rest. */
    @Test
    void unknownPagesMayEndBeforeTheRestOfAHandOut() {
        bench.allocate(region, 4, 4);
        ledger.failures().unrecorded(region, 4, 2);
        ledger.takeBack(region, 4, 2);
        assertThat(bench.findings()).isEmpty();
    }

    @Test
    void anAdoptedRegionClosesWithoutAFinding() {
        ledger.close(region);
        assertThat(bench.findings()).isEmpty();
    }

    @Test
    void aFailedTakeBackMakesPagesUnknownInARegionSeenFromTheStart() {
        ledger.close(region);
        Region known = bench.open(64);
        bench.allocate(known, 0, 4);
        ledger.takeBack(known, 0, 4);
        ledger.failures().takeBack(known, 0, 4);
        ledger.takeBack(known, 0, 4);
        ledger.release(known, 0, 4);
        assertThat(bench.findings()).isEmpty();
        bench.allocate(known, 0, 4);
        ledger.takeBack(known, 0, 4);
        bench.handOut(known, 0, 2);
        // Another user has the first two already: they keep what they are.
        ledger.failures().takeBack(known, 0, 4);
        ledger.failures().takeBack(known, 60, 8);
        bench.handOut(known, 0, 2);
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1");
    }
}

package io.pageconsistency.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.region.Region;

/** Slots: equal parts of a run, with rules of their own. */
class SlotsInLedgerTest {
    private final Bench bench = new Bench();
    private final Ledger ledger = bench.ledger;
    private final Region region = bench.open(64);

    @AfterEach
    void nothingIsSwallowed() {
        assertThat(ledger.reports().swallowedErrors()).isZero();
    }

    private void assertOnly(ViolationKind kind, Operation operation, int slot) {
        Violation violation = bench.only();
        assertThat(violation.kind()).isEqualTo(kind);
        assertThat(violation.operation()).isEqualTo(operation);
        assertThat(violation.extent()).isEqualTo(new Extent(9, 1, slot,
                Bench.ADDRESS + 9 * Bench.PAGE + slot * Bench.PAGE / 8, Bench.PAGE / 8));
        assertThat(violation.isCounted()).isTrue();
    }

    /** The buffer's handle is -1 by then, which names no page and no slot. */
    @Test
    void aRacingFreeWithAnInvalidHandleIsADoubleFree() {
        ledger.takeBackSlot(region, 32_767, 32_767, -1);
        assertThat(bench.only().kind()).isEqualTo(ViolationKind.DOUBLE_FREE);
        assertThat(bench.only().extent().pageCount()).isZero();
        assertThat(bench.only().extent().toString()).doesNotContain("page");
        assertThat(bench.only().isCounted()).isTrue();
        bench.allocate(region, 0, 1);
        bench.free(region, 0, 1);
        assertThat(bench.violations).hasSize(1);
    }

    @Test
    void aHealthyLifeHasNoFindings() {
        for (int round = 0; round < 3; round++) {
            bench.reserve(region, 9, 1);
            for (int slot = 0; slot < 8; slot++) {
                bench.allocateSlot(region, 9, slot);
            }
            assertThat(region.pagesHeld()).isEqualTo(1);
            for (int slot = 7; slot >= 0; slot--) {
                bench.freeSlot(region, 9, slot);
            }
            assertThat(region.pagesHeld()).isZero();
            ledger.release(region, 9, 1);
        }
        // The same pages, cut differently, and as part of a longer run.
        bench.reserve(region, 8, 4);
        ledger.reserveSlot(region, 8, 4, 3, 10_000, 2);
        ledger.handOutSlot(region, 8, 4, 2, 8 * Bench.PAGE + 20_000, 10_000);
        assertThat(region.pagesHeld()).isEqualTo(4);
        ledger.takeBackSlot(region, 8, 4, 2);
        ledger.releaseSlot(region, 8, 4, 2);
        ledger.release(region, 8, 4);
        ledger.close(region);
        assertThat(bench.findings()).isEmpty();
    }

    @Test
    void bitmapBytesGrowAndShrinkWithTheSlots() {
        long before = region.bitmapBytes();
        assertThat(before).isEqualTo(64 * 2);
        bench.reserve(region, 9, 1);
        ledger.reserveSlot(region, 9, 1, 512, 16, 0);
        assertThat(region.bitmapBytes()).isEqualTo(before + 512 * 2);
        ledger.releaseSlot(region, 9, 1, 0);
        ledger.release(region, 9, 1);
        assertThat(region.bitmapBytes()).isEqualTo(before);
    }

    @Test
    void reservingWhatIsReserved() {
        bench.reserve(region, 9, 1);
        bench.reserveSlot(region, 9, 3);
        bench.reserveSlot(region, 9, 3);
        assertOnly(ViolationKind.DOUBLE_ALLOC, Operation.RESERVE, 3);
    }

    @Test
    void handingOutWhatAUserHolds() {
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 3);
        bench.handOutSlot(region, 9, 3);
        assertOnly(ViolationKind.DOUBLE_ALLOC, Operation.HAND_OUT, 3);
    }

    @Test
    void handingOutAnUnclaimedSlot() {
        bench.reserve(region, 9, 1);
        bench.reserveSlot(region, 9, 3);
        bench.handOutSlot(region, 9, 4);
        assertOnly(ViolationKind.DOUBLE_ALLOC, Operation.HAND_OUT, 4);
    }

    @Test
    void takingBackTwice() {
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 3);
        ledger.takeBackSlot(region, 9, 1, 3);
        ledger.takeBackSlot(region, 9, 1, 3);
        assertOnly(ViolationKind.DOUBLE_FREE, Operation.TAKE_BACK, 3);
    }

    @Test
    void takingBackWhatWasNeverAllocated() {
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 3);
        ledger.takeBackSlot(region, 9, 1, 4);
        assertOnly(ViolationKind.INVALID_FREE, Operation.TAKE_BACK, 4);
    }

    @Test
    void releasingTwice() {
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 3);
        bench.freeSlot(region, 9, 3);
        ledger.releaseSlot(region, 9, 1, 3);
        assertOnly(ViolationKind.DOUBLE_FREE, Operation.RELEASE, 3);
    }

    @Test
    void releasingWhatAUserHolds() {
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 3);
        ledger.releaseSlot(region, 9, 1, 3);
        assertOnly(ViolationKind.FREED_WHILE_HELD, Operation.RELEASE, 3);
    }

    @Test
    void theLedgerFollowsThePoolAfterAFinding() {
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 3);
        ledger.releaseSlot(region, 9, 1, 3);
        bench.allocateSlot(region, 9, 3);
        bench.freeSlot(region, 9, 3);
        assertOnly(ViolationKind.FREED_WHILE_HELD, Operation.RELEASE, 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, -1, Integer.MAX_VALUE})
    void slotsOutsideTheRun(int slot) {
        bench.reserve(region, 9, 1);
        bench.reserveSlot(region, 9, 0);
        bench.reserveSlot(region, 9, slot);
        ledger.takeBackSlot(region, 9, 1, slot);
        assertThat(bench.violations).extracting(Violation::kind)
                .containsExactly(ViolationKind.SIZE_MISMATCH, ViolationKind.INVALID_FREE);
    }

    @ParameterizedTest
    @CsvSource({"64, 1, 8", "-1, 1, 8", "63, 2, 8", "9223372036854775807, 1, 8", "5, 0, 8", "5, 1, 0", "5, 1, -1",
            "5, 9223372036854775807, 8"})
    void runsOutsideTheRegion(long page, long runPages, int slots) {
        ledger.reserveSlot(region, page, runPages, slots, 64, 0);
        assertThat(bench.only().kind()).isEqualTo(ViolationKind.SIZE_MISMATCH);
        assertThat(region.bitmapBytes()).as("nothing was cut").isEqualTo(64 * 2);
    }

    @Test
    void takingBackOutsideTheRegion() {
        ledger.takeBackSlot(region, 64, 1, 0);
        ledger.releaseSlot(region, -1, 1, 0);
        assertThat(bench.violations).extracting(Violation::kind)
                .containsExactly(ViolationKind.INVALID_FREE, ViolationKind.INVALID_FREE);
    }

    @Test
    void slotsOfARunThatIsGone() {
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 3);
        bench.freeSlot(region, 9, 3);
        ledger.release(region, 9, 1);
        ledger.takeBackSlot(region, 9, 1, 3);
        assertThat(bench.only().kind()).isEqualTo(ViolationKind.DOUBLE_FREE);
    }

    @Test
    void slotsOfARunThatNeverWas() {
        ledger.takeBackSlot(region, 9, 1, 3);
        bench.handOutSlot(region, 10, 3);
        assertThat(bench.violations).extracting(Violation::kind)
                .containsExactly(ViolationKind.INVALID_FREE, ViolationKind.DOUBLE_ALLOC);
    }

    @Test
    void aRunThatGoesWithAClaimedSlotContradictsThePoolsBooks() {
        bench.reserve(region, 9, 1);
        bench.reserveSlot(region, 9, 3);
        ledger.release(region, 9, 1);
        assertThat(bench.only().kind()).isEqualTo(ViolationKind.METADATA_MISMATCH);
    }

    @Test
    void aRunHandedOutWholeWhileASlotOfItIsHeld() {
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 3);
        bench.handOut(region, 9, 1);
        assertThat(bench.only().kind()).isEqualTo(ViolationKind.DOUBLE_ALLOC);
    }

    @Test
    void aRunTakenBackWholeWhileItIsCut() {
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 3);
        ledger.takeBack(region, 9, 1);
        assertThat(bench.only().kind()).isEqualTo(ViolationKind.DOUBLE_FREE);
    }

    @Test
    void aSlotWhoseTakeBackFailedMayBeTakenBackAgain() {
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 3);
        ledger.takeBackSlot(region, 9, 1, 3);
        ledger.failures().takeBackSlot(region, 9, 3);
        ledger.takeBackSlot(region, 9, 1, 3);
        ledger.failures().takeBackSlot(region, 40, 3);
        assertThat(bench.findings()).isEmpty();
        ledger.takeBackSlot(region, 9, 1, 3);
        assertThat(bench.only().kind()).isEqualTo(ViolationKind.DOUBLE_FREE);
    }

    /** A pool with this fault keeps each run of that size. */
    @Test
    void idleRunsAreReportedOncePerRegion() {
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 3);
        ledger.keptIdle(region, 9, 1);
        ledger.takeBackSlot(region, 9, 1, 3);
        ledger.keptIdle(region, 9, 1);
        assertThat(bench.findings()).as("somebody, or a cache, has a slot of it").isEmpty();
        ledger.releaseSlot(region, 9, 1, 3);
        ledger.keptIdle(region, 9, 1);
        assertThat(bench.findings()).hasSize(1);
        ledger.keptIdle(region, 9, 1);
        assertThat(bench.only().kind()).isEqualTo(ViolationKind.LEAK);
        assertThat(bench.only().isCounted()).isFalse();
        bench.allocateSlot(region, 9, 3);
        bench.freeSlot(region, 9, 3);
        ledger.release(region, 9, 1);
        assertThat(bench.findings()).as("and none of it is contested").hasSize(1);
    }
}

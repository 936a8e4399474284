package io.pageconsistency.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.pageconsistency.Operation;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.bitmap.Cell;
import io.pageconsistency.region.Region;

/** A damaged cell is reported once by the operation that meets it; its contents cause no other finding. */
class DamageTest {
    private final Bench bench = new Bench();
    private final Ledger ledger = bench.ledger;
    private final Region region = bench.open(64);

    private void flip(long page, int bits) {
        region.pages.flip(page, bits);
    }

    private void assertOnlyDamage(Operation operation) {
        assertThat(bench.findings()).containsExactly("BITMAP_CORRUPTION 1");
        assertThat(bench.only().operation()).isEqualTo(operation);
    }

    @Test
    void aScanReportsAndRepairsEachDamageOnce() {
        bench.allocate(region, 0, 64);
        flip(0, 1);
        flip(24, 0b10_0001_0001);
        flip(56, 0xff0);
        assertThat(ledger.validate().getDamaged()).isEqualTo(3);
        assertThat(ledger.validate().getDamaged()).isZero();
        assertThat(bench.violations).extracting(Violation::kind).containsOnly(ViolationKind.BITMAP_CORRUPTION).hasSize(3);
        assertThat(bench.violations).extracting(v -> v.extent().page()).containsExactly(0L, 24L, 56L);
        assertThat(bench.violations).allMatch(v -> v.operation() == Operation.SCAN && v.isCounted());
        assertThat(bench.violations.get(0).explanation()).contains("the cell of page 0 is damaged: ", "1 bit flipped: R;");
        assertThat(bench.violations.get(1).explanation()).contains("3 bits flipped: R, check bit 0, bit 1 of the secondary;");
        assertThat(bench.violations.get(2).explanation()).contains("more than 3 bits flipped");
        bench.free(region, 0, 64);
        assertThat(bench.findings()).as("unknown pages accuse nobody").hasSize(3);
    }

    /** Adjacent damaged cells were overwritten by one write. */
    @Test
    void damageOfCellsThatAdjoinIsOneFinding() {
        bench.allocate(region, 0, 64);
        for (int page = 10; page < 42; page++) {
            flip(page, 1 << page % 16);
        }
        assertThat(ledger.validate().getDamaged()).isEqualTo(32);
        assertOnlyDamage(Operation.SCAN);
        assertThat(bench.only().extent().page()).isEqualTo(10);
        assertThat(bench.only().extent().pageCount()).isEqualTo(32);
        assertThat(bench.only().explanation()).contains("the cells of pages 10 to 41 are damaged, the first: ");
    }

    @Test
    void eachOperationReportsDamageOnceAndGoesOn() {
        flip(8, 1);
        bench.reserve(region, 4, 20);
        assertOnlyDamage(Operation.RESERVE);
        flip(8, 1);
        bench.handOut(region, 4, 20);
        flip(8, 1);
        ledger.takeBack(region, 4, 20);
        flip(8, 1);
        ledger.release(region, 4, 20);
        assertThat(bench.violations).extracting(Violation::kind).containsOnly(ViolationKind.BITMAP_CORRUPTION).hasSize(4);
        assertThat(bench.violations).extracting(Violation::operation).containsExactly(Operation.RESERVE,
                Operation.HAND_OUT, Operation.TAKE_BACK, Operation.RELEASE);
        assertThat(region.pagesReserved()).isZero();
    }

    @Test
    void repairedPagesAreJudgedAgainAfterTheirNextOperation() {
        bench.allocate(region, 0, 4);
        flip(1, 0xf);
        ledger.takeBack(region, 0, 4);
        ledger.takeBack(region, 0, 4);
        assertThat(bench.findings()).containsExactly("BITMAP_CORRUPTION 1", "DOUBLE_FREE 2");
    }

    @Test
    void damageAfterAnotherFindingIsReportedToo() {
        bench.reserve(region, 7, 2);
        flip(8, 1);
        // Page 7 is not held; the cell of page 8 is damaged.
        ledger.takeBack(region, 7, 2);
        assertThat(bench.findings()).containsExactlyInAnyOrder("BITMAP_CORRUPTION 1", "DOUBLE_FREE 2");
        assertThat(ledger.validate().getDamaged()).isZero();
    }

    @Test
    void aRegionThatEndsWithDamageReportsTheDamageAndNoUse() {
        flip(16, Cell.H);
        ledger.close(region);
        assertOnlyDamage(Operation.CLOSE);
    }

    @Test
    void aRegionThatEndsWithDamageAndInUseReportsBoth() {
        bench.allocate(region, 40, 1);
        flip(16, Cell.H);
        ledger.close(region);
        assertThat(bench.findings()).containsExactly("BITMAP_CORRUPTION 1", "REGION_CLOSED_IN_USE 2");
        assertThat(bench.violations.get(1).extent().page()).isEqualTo(40);
    }

    @Test
    void aRunThatGoesWithDamagedSlotsReportsTheDamageAndNoUse() {
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 3);
        bench.freeSlot(region, 9, 3);
        // Claimed and held, says the flipped cell.
        region.slotsAt(9).flip(3, Cell.R);
        ledger.release(region, 9, 1);
        assertOnlyDamage(Operation.RELEASE);
        assertThat(bench.only().extent().page()).isEqualTo(9);
    }

    @Test
    void aRegionThatEndsWithDamagedSlotsReportsTheDamageAndNoUse() {
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 3);
        bench.freeSlot(region, 9, 3);
        region.slotsAt(9).flip(3, Cell.R);
        ledger.close(region);
        assertThat(bench.violations).extracting(Violation::kind).containsExactly(ViolationKind.BITMAP_CORRUPTION,
                ViolationKind.METADATA_MISMATCH);
    }

    @Test
    void damagedSlotsAreReportedOnceAndTheOperationIsJudged() {
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 3);
        bench.allocateSlot(region, 9, 4);
        region.slotsAt(9).flip(3, 0b11);
        ledger.takeBackSlot(region, 9, 1, 3);
        ledger.takeBackSlot(region, 9, 1, 4);
        assertOnlyDamage(Operation.TAKE_BACK);
        ledger.takeBackSlot(region, 9, 1, 3);
        assertThat(bench.findings()).containsExactly("BITMAP_CORRUPTION 1", "DOUBLE_FREE 2");
        region.slotsAt(9).flip(3, 0b11);
        assertThat(ledger.validate().getDamaged()).isEqualTo(1);
        assertThat(bench.violations.get(2).extent().page()).isEqualTo(9);
    }

    @Test
    void aDamagedCellCausesNoFindingAboutASlotOfAnUncutRun() {
        Region adopted = bench.adopt(64);
        // Known and given back, says the flipped cell.
        adopted.pages.flip(9, Cell.K);
        ledger.takeBackSlot(adopted, 9, 1, 3);
        assertOnlyDamage(Operation.TAKE_BACK);
    }

    @Test
    void aRunIsNotCutByWhatADamagedCellSays() {
        Region adopted = bench.adopt(64);
        adopted.pages.flip(9, Cell.K);
        bench.reserveSlot(adopted, 9, 2);
        assertOnlyDamage(Operation.RESERVE);
        ledger.takeBackSlot(adopted, 9, 1, 3);
        assertThat(bench.findings()).as("slot 3 was out before we looked").hasSize(1);
    }

    @Test
    void damageIsNoContest() {
        bench.allocate(region, 0, 2);
        flip(0, 1);
        ledger.validate();
        ledger.takeBack(region, 0, 2);
        ledger.takeBack(region, 0, 2);
        assertThat(bench.findings()).containsExactly("BITMAP_CORRUPTION 1", "DOUBLE_FREE 2");
    }
}

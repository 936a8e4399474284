package io.pageconsistency.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.pageconsistency.Operation;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;

/** A damaged word is reported by whoever meets it, once; nobody is accused by what it said. */
class DamageTest {
    private static final long HELD_BIT = 1L << PageWord.H_PLANE;

    private final Bench bench = new Bench();
    private final Ledger ledger = bench.ledger;
    private final Region region = bench.open(64);

    private void flip(int word, long bits) {
        region.pages.words[word] ^= bits;
    }

    private void assertOnlyDamage(Operation operation) {
        assertThat(bench.findings()).containsExactly("BITMAP_CORRUPTION 1");
        assertThat(bench.only().operation()).isEqualTo(operation);
    }

    @Test
    void aScanReportsAndHealsEachWordOnce() {
        bench.allocate(region, 0, 64);
        flip(0, 1);
        flip(3, 0b111);
        flip(7, 0xffff);
        assertThat(ledger.validate().getDamaged()).isEqualTo(3);
        assertThat(ledger.validate().getDamaged()).isZero();
        assertThat(bench.violations).extracting(Violation::kind).containsOnly(ViolationKind.BITMAP_CORRUPTION).hasSize(3);
        assertThat(bench.violations).extracting(v -> v.extent().page()).containsExactly(0L, 24L, 56L);
        assertThat(bench.violations).allMatch(v -> v.operation() == Operation.SCAN && v.isCounted());
        assertThat(bench.violations.get(0).explanation()).contains("one bit flipped: R of page 0;");
        assertThat(bench.violations.get(1).explanation()).contains("3 bits flipped: R of page 24, R of page 25, R of page 26;");
        assertThat(bench.violations.get(2).explanation()).contains("more than 3 bits flipped");
        bench.free(region, 0, 64);
        assertThat(bench.findings()).as("unknown pages accuse nobody").hasSize(3);
    }

    @Test
    void eachOperationReportsDamageOnceAndGoesOn() {
        flip(1, 1);
        bench.reserve(region, 4, 20);
        assertOnlyDamage(Operation.RESERVE);
        flip(1, 1);
        bench.handOut(region, 4, 20);
        flip(1, 1);
        ledger.takeBack(region, 4, 20);
        flip(1, 1);
        ledger.release(region, 4, 20);
        assertThat(bench.violations).extracting(Violation::kind).containsOnly(ViolationKind.BITMAP_CORRUPTION).hasSize(4);
        assertThat(bench.violations).extracting(Violation::operation).containsExactly(Operation.RESERVE,
                Operation.HAND_OUT, Operation.TAKE_BACK, Operation.RELEASE);
        assertThat(region.pagesReserved()).isZero();
    }

    @Test
    void healedPagesAreJudgedAgainFromTheirNextEventOn() {
        bench.allocate(region, 0, 4);
        flip(0, 0xff);
        ledger.takeBack(region, 0, 4);
        ledger.takeBack(region, 0, 4);
        assertThat(bench.findings()).containsExactly("BITMAP_CORRUPTION 1", "DOUBLE_FREE 2");
    }

    @Test
    void damageBehindAnotherFindingIsReportedToo() {
        bench.reserve(region, 7, 2);
        flip(1, 1);
        // Page 7 is not held; page 8 stands in the damaged word.
        ledger.takeBack(region, 7, 2);
        assertThat(bench.findings()).containsExactlyInAnyOrder("BITMAP_CORRUPTION 1", "DOUBLE_FREE 2");
        assertThat(ledger.validate().getDamaged()).isZero();
    }

    @Test
    void aRegionThatEndsWithDamageReportsTheDamageAndNoUse() {
        flip(2, HELD_BIT);
        ledger.close(region);
        assertOnlyDamage(Operation.CLOSE);
    }

    @Test
    void aRegionThatEndsWithDamageAndInUseReportsBoth() {
        bench.allocate(region, 40, 1);
        flip(2, HELD_BIT);
        ledger.close(region);
        assertThat(bench.findings()).containsExactly("BITMAP_CORRUPTION 1", "REGION_CLOSED_IN_USE 2");
        assertThat(bench.violations.get(1).extent().page()).isEqualTo(40);
    }

    @Test
    void aRunThatGoesWithDamagedSlotsReportsTheDamageAndNoUse() {
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 3);
        bench.freeSlot(region, 9, 3);
        // Claimed and held, says the flipped word.
        region.slotsAt(9).words[0] ^= 1L << 3;
        ledger.release(region, 9, 1);
        assertOnlyDamage(Operation.RELEASE);
        assertThat(bench.only().extent().page()).isEqualTo(9);
    }

    @Test
    void aRegionThatEndsWithDamagedSlotsReportsTheDamageAndNoUse() {
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 3);
        bench.freeSlot(region, 9, 3);
        region.slotsAt(9).words[0] ^= 1L << 3;
        ledger.close(region);
        assertThat(bench.violations).extracting(Violation::kind).containsExactly(ViolationKind.BITMAP_CORRUPTION,
                ViolationKind.METADATA_MISMATCH);
    }

    @Test
    void damagedSlotsAreReportedOnceAndTheOperationIsJudged() {
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 3);
        bench.allocateSlot(region, 9, 4);
        region.slotsAt(9).words[0] ^= 0b11;
        ledger.takeBackSlot(region, 9, 1, 3);
        ledger.takeBackSlot(region, 9, 1, 4);
        assertOnlyDamage(Operation.TAKE_BACK);
        ledger.takeBackSlot(region, 9, 1, 3);
        assertThat(bench.findings()).containsExactly("BITMAP_CORRUPTION 1", "DOUBLE_FREE 2");
        region.slotsAt(9).words[0] ^= 0b11;
        assertThat(ledger.validate().getDamaged()).isEqualTo(1);
        assertThat(bench.violations.get(2).extent().page()).isEqualTo(9);
    }

    @Test
    void aSlotOfAnUncutRunIsNotAccusedByADamagedWord() {
        Region adopted = bench.adopt(64);
        // Known and given back, says the flipped word.
        adopted.pages.words[1] ^= 1L << PageWord.K_PLANE + 1;
        ledger.takeBackSlot(adopted, 9, 1, 3);
        assertOnlyDamage(Operation.TAKE_BACK);
    }

    @Test
    void aRunIsNotCutByWhatADamagedWordSays() {
        Region adopted = bench.adopt(64);
        adopted.pages.words[1] ^= 1L << PageWord.K_PLANE + 1;
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

package io.pageconsistency.ledger;

import static io.pageconsistency.ledger.Bench.ADDRESS;
import static io.pageconsistency.ledger.Bench.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.pageconsistency.CheckResult;
import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.region.Traits;
import io.pageconsistency.report.Incident;
import io.pageconsistency.verdict.Units;

/**
 * Pages, slots and bytes in one region, with all traits: each kind has a record of its own, and all are compared with each other.
 */
class UnitsOfARegionTest {
    /** A run of one page that is cut into slots, one that is handed out as a whole, and one of which bytes are handed out. */
    private static final long CUT = 2;
    private static final long WHOLE = 8;
    private static final long BYTES = 16;
    private static final long START = ADDRESS + BYTES * PAGE + 100;
    private static final long SLOT = PAGE / Bench.SLOTS;

    private Bench bench;
    private Ledger ledger;
    private Region region;
    private boolean throwing;

    static Stream<Arguments> traits() {
        return IntStream.range(0, 64).mapToObj(i -> Arguments.of(bit(i, 0), bit(i, 1),
                new Traits(bit(i, 2), bit(i, 3), bit(i, 4), false, false, false, bit(i, 2) != bit(i, 3)), bit(i, 5)));
    }

    private static boolean bit(int bits, int at) {
        return (bits >>> at & 1) != 0;
    }

    private void open(boolean reserves, boolean known, Traits traits, boolean refused) {
        bench = new Bench();
        ledger = bench.ledger;
        throwing = refused;
        region = ledger.regions().open("bench", bench.owner, new Geometry(ADDRESS, 0, 64 * PAGE, PAGE, reserves), known, traits, null);
        if (reserves) {
            ledger.reserve(region, CUT, 1);
            ledger.reserve(region, WHOLE, 2);
            ledger.reserve(region, BYTES, 2);
        }
        if (throwing) {
            ledger.policy().refuse(Set.of("bench"));
        }
    }

    private void slotOut(int slot) {
        ledger.reserveSlot(region, CUT, 1, Bench.SLOTS, SLOT, slot);
        ledger.handOutSlot(region, CUT, 1, slot, CUT * PAGE + slot * SLOT, SLOT);
    }

    private void slotBack(int slot) {
        ledger.takeBackSlot(region, CUT, 1, slot);
        ledger.releaseSlot(region, CUT, 1, slot);
    }

    private void allOut() {
        slotOut(3);
        ledger.pools().handOut(region, WHOLE, 2, 0);
        ledger.bytes().handOut(region, START, 50);
    }

    private void allBack() {
        slotBack(3);
        ledger.pools().takeBackWhole(region, WHOLE, 2);
        ledger.bytes().takeBack(region, START, 50);
    }

    /** A wrong transfer, which is refused if violations are thrown; a refusal leaves the record as it was. */
    private void fault(ViolationKind kind, Runnable transfer) {
        int before = bench.violations.size();
        if (throwing) {
            List<String> held = held();
            assertThatThrownBy(transfer::run).isInstanceOf(PageConsistencyError.class);
            assertThat(held()).isEqualTo(held);
        } else {
            transfer.run();
        }
        assertThat(bench.violations).hasSize(before + 1);
        Violation found = bench.violations.get(before);
        assertThat(found.kind()).isEqualTo(kind);
        assertThat(found.isFollowUp()).as(found.toString()).isFalse();
    }

    private List<String> held() {
        return Holdings.all(ledger).stream().map(holding -> holding.extent().toString()).sorted().toList();
    }

    @ParameterizedTest
    @MethodSource("traits")
    void healthyOperationsHaveNoFindings(boolean reserves, boolean known, Traits traits, boolean refused) {
        open(reserves, known, traits, refused);
        for (int i = 0; i < 3; i++) {
            allOut();
            assertThat(held()).hasSize(3);
            assertThat(region.handOutsHeld()).isEqualTo(3);
            assertThat(Units.firstHeld(region).extent().slot()).isEqualTo(3);
            allBack();
            assertThat(held()).isEmpty();
        }
        assertThat(bench.findings()).isEmpty();
        assertThat(ledger.transfers().takeBacks()).isEqualTo(9);
        assertThat(ledger.check(START)).isEqualTo(CheckResult.OK);
        assertThat(ledger.find(START)).isEqualTo(traits.byAddress() ? region : null);
    }

    @ParameterizedTest
    @MethodSource("traits")
    void eachUnitIsHandedOutTwice(boolean reserves, boolean known, Traits traits, boolean refused) {
        open(reserves, known, traits, refused);
        allOut();
        fault(ViolationKind.DOUBLE_ALLOC, () -> ledger.handOutSlot(region, CUT, 1, 3, CUT * PAGE + 3 * SLOT, SLOT));
        fault(ViolationKind.DOUBLE_ALLOC, () -> ledger.pools().handOut(region, WHOLE, 2, 0));
        fault(ViolationKind.DOUBLE_ALLOC, () -> ledger.bytes().handOut(region, START, 50));
        assertThat(bench.violations).allMatch(violation -> violation.allocatedBy() != null);
    }

    @ParameterizedTest
    @MethodSource("traits")
    void eachUnitIsHandedOutAsPartOfAnother(boolean reserves, boolean known, Traits traits, boolean refused) {
        open(reserves, known, traits, refused);
        allOut();
        fault(ViolationKind.DOUBLE_ALLOC, () -> ledger.bytes().handOut(region, ADDRESS + CUT * PAGE + 3 * SLOT + 8, 8));
        fault(ViolationKind.DOUBLE_ALLOC, () -> ledger.bytes().handOut(region, ADDRESS + WHOLE * PAGE + PAGE, 8));
        fault(ViolationKind.DOUBLE_ALLOC, () -> ledger.pools().handOut(region, BYTES, 1, 0));
        fault(ViolationKind.DOUBLE_ALLOC, () -> ledger.pools().handOut(region, CUT, 1, 0));
        slotBack(3);
        if (throwing) {
            ledger.bytes().handOut(region, ADDRESS + CUT * PAGE + 5 * SLOT + 8, 8);
            ledger.reserveSlot(region, CUT, 1, Bench.SLOTS, SLOT, 5);
            fault(ViolationKind.DOUBLE_ALLOC, () -> ledger.handOutSlot(region, CUT, 1, 5, CUT * PAGE + 5 * SLOT, SLOT));
        }
        assertThat(bench.violations).allMatch(violation -> violation.allocatedBy() != null);
    }

    @ParameterizedTest
    @MethodSource("traits")
    void eachUnitIsTakenBackTwice(boolean reserves, boolean known, Traits traits, boolean refused) {
        open(reserves, known, traits, refused);
        allOut();
        ledger.takeBackSlot(region, CUT, 1, 3);
        ledger.pools().takeBackWhole(region, WHOLE, 2);
        ledger.bytes().takeBack(region, START, 50);
        fault(ViolationKind.DOUBLE_FREE, () -> ledger.takeBackSlot(region, CUT, 1, 3));
        fault(ViolationKind.DOUBLE_FREE, () -> ledger.pools().takeBackWhole(region, WHOLE, 2));
        fault(ViolationKind.DOUBLE_FREE, () -> ledger.bytes().takeBack(region, START, 50));
        assertThat(bench.violations).allMatch(violation -> violation.freedBy() != null);
    }

    @ParameterizedTest
    @MethodSource("traits")
    void eachUnitIsTakenBackInPartOrInAnotherSize(boolean reserves, boolean known, Traits traits, boolean refused) {
        open(reserves, known, traits, refused);
        allOut();
        fault(ViolationKind.INVALID_FREE, () -> ledger.pools().takeBackWhole(region, WHOLE + 1, 1));
        ledger.pools().takeBackWhole(region, WHOLE, throwing ? 2 : 1);
        fault(ViolationKind.INVALID_FREE, () -> ledger.bytes().takeBack(region, START + 10, 40));
        fault(ViolationKind.SIZE_MISMATCH, () -> ledger.bytes().takeBack(region, START, 40));
        fault(ViolationKind.INVALID_FREE, () -> ledger.bytes().takeBack(region, ADDRESS + CUT * PAGE + 3 * SLOT + 8, 8));
        fault(ViolationKind.INVALID_FREE, () -> ledger.takeBackSlot(region, CUT, 1, 99));
    }

    @ParameterizedTest
    @MethodSource("traits")
    void eachUnitIsTakenBackFromAnEarlierHolder(boolean reserves, boolean known, Traits traits, boolean refused) {
        open(reserves, known, traits, refused);
        allOut();
        fault(ViolationKind.STALE_FREE, () -> ledger.wrongReturns().stale(region, WHOLE, 2));
        fault(ViolationKind.STALE_FREE, () -> ledger.wrongReturns().staleBytes(region, START, 50));
    }

    @ParameterizedTest
    @MethodSource("traits")
    void aRegionEndsWhileEachUnitIsHeld(boolean reserves, boolean known, Traits traits, boolean refused) {
        open(reserves, known, traits, false);
        allOut();
        ledger.close(region);
        assertThat(bench.findings()).containsExactly("REGION_CLOSED_IN_USE 1");
        ledger.bytes().takeBack(region, START, 50);
        ledger.pools().takeBackWhole(region, WHOLE, 2);
        assertThat(bench.findings()).containsExactly("REGION_CLOSED_IN_USE 1", "DOUBLE_FREE 2 from 1", "DOUBLE_FREE 3 from 1");
    }

    @ParameterizedTest
    @MethodSource("traits")
    void aRunIsFreedWhileAPieceIsHeld(boolean reserves, boolean known, Traits traits, boolean refused) {
        open(true, known, traits, false);
        allOut();
        ledger.release(region, CUT, 1);
        ledger.release(region, BYTES, 2);
        assertThat(bench.findings()).containsExactly("FREED_WHILE_HELD 1", "FREED_WHILE_HELD 2");
        assertThat(bench.violations.get(1).extent()).isEqualTo(new Extent(BYTES, 2, Extent.NO_SLOT, ADDRESS + BYTES * PAGE, 2 * PAGE));
        assertThat(bench.violations.get(1).operation()).isEqualTo(Operation.RELEASE);
        ledger.bytes().takeBack(region, START, 50);
    }

    /** An end is not refused; its violation is thrown once, at the next transfer of any kind of unit. */
    @ParameterizedTest
    @MethodSource("traits")
    void memoryOfAWronglyFreedRunIsRefusedAtTheNextTransfer(boolean reserves, boolean known, Traits traits, boolean refused) {
        open(true, known, traits, true);
        allOut();
        ledger.release(region, CUT, 1);
        ledger.release(region, BYTES, 2);
        assertThat(bench.findings()).containsExactly("FREED_WHILE_HELD 1", "FREED_WHILE_HELD 2");
        assertThatThrownBy(() -> ledger.bytes().takeBack(region, START, 50)).isInstanceOf(PageConsistencyError.class)
                .hasMessageContaining("FREED_WHILE_HELD #2");
        ledger.pools().takeBackWhole(region, WHOLE, 2);
        assertThat(bench.findings()).containsExactly("FREED_WHILE_HELD 1", "FREED_WHILE_HELD 2");
    }

    @ParameterizedTest
    @MethodSource("traits")
    void aRegionEndsWithoutBeingRefused(boolean reserves, boolean known, Traits traits, boolean refused) {
        open(reserves, known, traits, true);
        allOut();
        ledger.close(region);
        assertThat(bench.findings()).containsExactly("REGION_CLOSED_IN_USE 1");
    }

    @ParameterizedTest
    @MethodSource("traits")
    void aRegionEndsWithClaimedMemory(boolean reserves, boolean known, Traits traits, boolean refused) {
        open(true, known, traits, refused);
        allOut();
        allBack();
        ledger.close(region);
        assertThat(bench.findings()).containsExactly("METADATA_MISMATCH 1");
    }

    @ParameterizedTest
    @MethodSource("traits")
    void eachUnitIsLost(boolean reserves, boolean known, Traits traits, boolean refused) {
        open(true, known, traits, refused);
        allOut();
        allBack();
        ledger.lost(Incident.of(ViolationKind.LEAK, Operation.TAKE_BACK), region, WHOLE, 2, Extent.NO_SLOT);
        ledger.lost(Incident.of(ViolationKind.LEAK, Operation.TAKE_BACK), region, CUT, 1, 3);
        assertThat(bench.findings()).containsExactly("LEAK 1", "LEAK 2");
        assertThat(bench.violations.get(1).extent().slot()).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("traits")
    void damageIsFoundBesideBytes(boolean reserves, boolean known, Traits traits, boolean refused) {
        open(reserves, known, traits, false);
        allOut();
        region.pages.flip(WHOLE, 1);
        region.slotsAt(CUT).flip(3, 1);
        ledger.validate();
        assertThat(bench.findings()).containsExactly("BITMAP_CORRUPTION 1", "BITMAP_CORRUPTION 2");
        allBack();
        assertThat(bench.findings()).hasSize(2);
    }
}

package io.pageconsistency.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;

/** The rules for each operation, on whole pages. */
class LedgerRulesTest {
    private final Bench bench = new Bench();
    private final Ledger ledger = bench.ledger;
    private final Region region = bench.open(64);

    /** Checks the counts of root causes by kind. */
    @AfterEach
    void countsAgreeWithWhatWasReported() {
        for (ViolationKind kind : ViolationKind.values()) {
            assertThat(bench.counted(kind)).as(kind.name())
                    .isEqualTo(bench.violations.stream().filter(v -> v.kind() == kind && v.isCounted()).count());
        }
        assertThat(ledger.reports().violations())
                .isEqualTo(Arrays.stream(ViolationKind.values()).mapToLong(bench::counted).sum());
        assertThat(ledger.reports().swallowedErrors()).isZero();
    }

    private void assertOnly(ViolationKind kind, Operation operation, long page, long count) {
        Violation violation = bench.only();
        assertThat(violation.kind()).isEqualTo(kind);
        assertThat(violation.operation()).isEqualTo(operation);
        assertThat(violation.extent()).isEqualTo(new Extent(page, count, Extent.NO_SLOT,
                Bench.ADDRESS + page * Bench.PAGE, violation.extent().length()));
        assertThat(violation.cause()).isEqualTo(violation.sequence());
        assertThat(violation.isCounted()).isTrue();
        assertThat(violation.allocator()).isEqualTo("bench");
        assertThat(violation.regionId()).isEqualTo(region.id());
        assertThat(violation.explanation()).isNotBlank();
    }

    @Test
    void aHealthyLifeHasNoFindings() {
        for (int round = 0; round < 3; round++) {
            bench.allocate(region, 0, 64);
            assertThat(region.pagesHeld()).isEqualTo(64);
            assertThat(region.pagesReserved()).isEqualTo(64);
            bench.free(region, 0, 64);
            bench.reserve(region, 3, 20);
            for (int cached = 0; cached < 3; cached++) {
                bench.handOut(region, 3, 20);
                ledger.takeBack(region, 3, 20);
            }
            ledger.release(region, 3, 20);
        }
        assertThat(region.pagesHeld()).isZero();
        assertThat(region.pagesReserved()).isZero();
        ledger.close(region);
        assertThat(bench.findings()).isEmpty();
        assertThat(ledger.regions()).isEmpty();
        assertThat(ledger.regions().opened()).isEqualTo(1);
        assertThat(ledger.regions().seen("bench")).isTrue();
        assertThat(ledger.regions().seen("other")).isFalse();
    }

    @Test
    void reservingWhatIsReserved() {
        bench.reserve(region, 8, 8);
        bench.reserve(region, 0, 9);
        assertOnly(ViolationKind.DOUBLE_ALLOC, Operation.RESERVE, 0, 9);
        assertThat(bench.only().explanation()).contains("at page 8");
    }

    @Test
    void releasingTwice() {
        bench.reserve(region, 8, 2);
        ledger.release(region, 8, 2);
        ledger.release(region, 8, 2);
        assertOnly(ViolationKind.DOUBLE_FREE, Operation.RELEASE, 8, 2);
    }

    @Test
    void releasingWhatWasNeverAllocated() {
        ledger.release(region, 8, 2);
        assertOnly(ViolationKind.INVALID_FREE, Operation.RELEASE, 8, 2);
    }

    @Test
    void releasingWhatAUserHolds() {
        bench.allocate(region, 8, 2);
        ledger.release(region, 8, 2);
        assertOnly(ViolationKind.FREED_WHILE_HELD, Operation.RELEASE, 8, 2);
    }

    @Test
    void handingOutWhatAUserHolds() {
        bench.allocate(region, 8, 2);
        bench.handOut(region, 8, 2);
        assertOnly(ViolationKind.DOUBLE_ALLOC, Operation.HAND_OUT, 8, 2);
        assertThat(bench.only().summary()).isEqualTo(ViolationKind.DOUBLE_ALLOC.summary());
    }

    @Test
    void handingOutUnclaimedMemory() {
        bench.handOut(region, 8, 2);
        assertOnly(ViolationKind.DOUBLE_ALLOC, Operation.HAND_OUT, 8, 2);
        // Nobody else has it, so it is not a second time.
        assertThat(bench.only().summary()).isEqualTo("memory was given out that the allocator has not claimed");
    }

    @Test
    void handingOutUnclaimedMemoryIsFineIfThePoolDoesNotClaim() {
        Region undivided = ledger.open("bench", bench.owner, new Geometry(1L << 40, 0, 100_000, 100_000, false), true);
        ledger.handOut(undivided, 0, 1, 0, 100_000);
        assertThat(undivided.pagesHeld()).isEqualTo(1);
        assertThat(undivided.pagesReserved()).isZero();
        ledger.takeBack(undivided, 0, 1);
        ledger.close(undivided);
        assertThat(bench.findings()).isEmpty();
    }

    @Test
    void takingBackTwice() {
        bench.allocate(region, 8, 2);
        ledger.takeBack(region, 8, 2);
        ledger.takeBack(region, 8, 2);
        assertOnly(ViolationKind.DOUBLE_FREE, Operation.TAKE_BACK, 8, 2);
    }

    @Test
    void takingBackWhatWasNeverHandedOut() {
        ledger.takeBack(region, 8, 2);
        assertOnly(ViolationKind.INVALID_FREE, Operation.TAKE_BACK, 8, 2);
    }

    @Test
    void takingBackFromTheMiddle() {
        bench.allocate(region, 8, 4);
        ledger.takeBack(region, 9, 3);
        assertOnly(ViolationKind.INVALID_FREE, Operation.TAKE_BACK, 9, 3);
        assertThat(bench.only().summary()).isEqualTo("something was given back that is not the start of what was given out");
    }

    @Test
    void takingBackTooLittle() {
        bench.allocate(region, 8, 12);
        ledger.takeBack(region, 8, 8);
        assertOnly(ViolationKind.SIZE_MISMATCH, Operation.TAKE_BACK, 8, 8);
    }

    @Test
    void takingBackTooMuch() {
        bench.allocate(region, 8, 2);
        bench.allocate(region, 10, 2);
        ledger.takeBack(region, 8, 4);
        assertOnly(ViolationKind.SIZE_MISMATCH, Operation.TAKE_BACK, 8, 4);
        assertThat(bench.only().explanation()).contains("at page 10");
    }

    @Test
    void theGraverKindIsReported() {
        bench.allocate(region, 0, 2);
        bench.allocate(region, 2, 2);
        bench.reserve(region, 20, 2);
        ledger.release(region, 20, 2);
        // Size mismatch at page 2, never allocated from page 4, given back already at 20.
        ledger.takeBack(region, 0, 24);
        assertOnly(ViolationKind.DOUBLE_FREE, Operation.TAKE_BACK, 0, 24);
    }

    @Test
    void rangesPartlyOutsideAreNeverIgnored() {
        bench.reserve(region, 63, 2);
        bench.handOut(region, -1, 2);
        ledger.takeBack(region, 62, 3);
        ledger.release(region, Long.MAX_VALUE, 1);
        ledger.release(region, 1, Long.MAX_VALUE);
        ledger.takeBack(region, 5, -1);
        ledger.takeBack(region, 5, 0);
        assertThat(bench.violations).extracting(Violation::kind).containsExactly(ViolationKind.SIZE_MISMATCH,
                ViolationKind.SIZE_MISMATCH, ViolationKind.INVALID_FREE, ViolationKind.INVALID_FREE,
                ViolationKind.INVALID_FREE, ViolationKind.INVALID_FREE, ViolationKind.INVALID_FREE);
    }

    /** Only existing pages can be contested. */
    @Test
    void aRangeOfManyMorePagesThanThereAre() {
        bench.allocate(region, 60, 4);
        ledger.takeBack(region, 60, 1L << 40);
        assertThat(bench.only().kind()).isEqualTo(ViolationKind.INVALID_FREE);
        ledger.takeBack(region, 60, 4);
        assertThat(bench.findings()).hasSize(2).last().asString().endsWith(" from 1");
    }

    @Test
    void aRangeOfNegativeLengthDoesNoHarm() {
        bench.allocate(region, 40, 8);
        ledger.release(region, 30, -1);
        assertThat(bench.findings()).containsExactly("INVALID_FREE 1");
        bench.free(region, 40, 8);
        assertThat(bench.findings()).hasSize(1);
    }

    @Test
    void theLedgerFollowsThePoolAfterAFinding() {
        bench.reserve(region, 0, 20);
        bench.reserve(region, 10, 20);
        bench.handOut(region, 10, 20);
        ledger.takeBack(region, 10, 20);
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1");
        assertThat(region.pagesReserved()).isEqualTo(30);
        assertThat(region.pagesHeld()).isZero();
    }

    @Test
    void regionsAreFoundByAddressUntilTheyEnd() {
        assertThat(ledger.find(Bench.ADDRESS)).isSameAs(region);
        assertThat(ledger.find(Bench.ADDRESS + 64 * Bench.PAGE - 1)).isSameAs(region);
        assertThat(ledger.find(Bench.ADDRESS + 64 * Bench.PAGE)).isNull();
        ledger.close(region);
        assertThat(ledger.find(Bench.ADDRESS)).isNull();
        assertThat(region.isOpen()).isFalse();
    }

    @Test
    void aRegionOnTheHeapIsInTheLedgerButHasNoAddress() {
        Region heap = ledger.open("bench", bench.owner, new Geometry(0, 0, 1 << 20, Bench.PAGE, true), true);
        assertThat(ledger.regions()).containsExactlyInAnyOrder(region, heap);
        assertThat(ledger.find(0)).isNull();
        bench.allocate(heap, 0, 1);
        ledger.takeBack(heap, 1, 1);
        assertThat(bench.only().extent().address()).isZero();
        bench.free(heap, 0, 1);
        ledger.close(heap);
        assertThat(ledger.regions()).containsExactly(region);
    }

    @Test
    void anOverlappingRegionReplacesWithoutAFinding() {
        bench.allocate(region, 0, 4);
        Region other = ledger.open("bench", new Object(),
                new Geometry(Bench.ADDRESS + 60 * Bench.PAGE, 0, 64 * Bench.PAGE, Bench.PAGE, true), true);
        assertThat(region.isOpen()).isFalse();
        assertThat(ledger.regions()).containsExactly(other);
        assertThat(ledger.find(Bench.ADDRESS)).isNull();
        assertThat(ledger.find(Bench.ADDRESS + 60 * Bench.PAGE)).isSameAs(other);
        ledger.close(region);
        assertThat(bench.findings()).isEmpty();
    }

    @Test
    void aReplacedRegionIsGone() {
        bench.allocate(region, 0, 4);
        ledger.regions().replace(region);
        Region fresh = bench.open(64);
        bench.allocate(fresh, 0, 4);
        assertThat(bench.findings()).isEmpty();
        assertThat(ledger.regions()).containsExactly(fresh);
    }
}

package io.pageconsistency.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.verdict.Units;

/** The memory that a user gets must lie inside the memory that its handle names. */
class AddressRangeTest {
    private static final long PAGE = 4_096;

    private final Bench bench = new Bench();
    /** The pool skips 64 bytes to align its first page, and the last of ten pages is only half inside the memory. */
    private final Region region = bench.ledger.open("bench", bench.owner,
            new Geometry(1L << 33, 64, 10 * PAGE - PAGE / 2, PAGE, true), true);

    @ParameterizedTest
    @CsvSource({
            "0, 8192, true", "0, 0, true", "8192, 0, true", "1, 8191, true", "17, 1, true",
            "0, 8193, false", "1, 8192, false", "-1, 1, false", "-1, 0, false", "8192, 1, false", "8193, 0, false",
            "0, -1, false", "0, 9223372036854775807, false", "1, 9223372036854775807, false",
            "4096, -9223372036854775808, false"})
    void ofARun(long offset, long length, boolean inside) {
        bench.reserve(region, 3, 2);
        bench.ledger.handOut(region, 3, 2, 64 + 3 * PAGE + offset, length);
        assertInside(inside);
        bench.free(region, 3, 2);
        assertThat(bench.violations).hasSize(inside ? 0 : 1);
    }

    /** The graver of the two findings is reported once. */
    @Test
    void aDoubleHandOutThatReachesOutIsOneFinding() {
        bench.reserve(region, 3, 2);
        bench.ledger.handOut(region, 3, 2, 64 + 3 * PAGE, 2 * PAGE);
        bench.ledger.handOut(region, 3, 2, 64 + 3 * PAGE, 3 * PAGE);
        bench.reserve(region, 6, 1);
        bench.ledger.reserveSlot(region, 6, 1, 16, 256, 2);
        bench.ledger.handOutSlot(region, 6, 1, 2, 64 + 6 * PAGE + 2 * 256, 256);
        bench.ledger.handOutSlot(region, 6, 1, 2, 64 + 6 * PAGE + 2 * 256, 257);
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1", "DOUBLE_ALLOC 2");
    }

    @Test
    void damageHidesNoOtherFinding() {
        bench.reserve(region, 3, 2);
        region.pages.flip(4, 1);
        bench.ledger.handOut(region, 3, 2, 64 + 3 * PAGE, 3 * PAGE);
        assertThat(bench.findings()).containsExactly("BITMAP_CORRUPTION 1", "SIZE_MISMATCH 2");
    }

    private void assertInside(boolean inside) {
        if (inside) {
            assertThat(bench.findings()).isEmpty();
        } else {
            Violation violation = bench.only();
            assertThat(violation.kind()).isEqualTo(ViolationKind.SIZE_MISMATCH);
            assertThat(violation.explanation()).contains("extends beyond the memory");
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 256, true", "255, 1, true", "256, 0, true", "0, 257, false", "1, 256, false", "-1, 2, false",
            "256, 1, false", "0, -1, false", "2, 9223372036854775807, false"})
    void aSlotsUserMemoryMustLieInside(long offset, long length, boolean inside) {
        bench.reserve(region, 3, 2);
        bench.ledger.reserveSlot(region, 3, 2, 32, 256, 20);
        bench.ledger.handOutSlot(region, 3, 2, 20, 64 + 3 * PAGE + 20 * 256 + offset, length);
        assertInside(inside);
        bench.ledger.takeBackSlot(region, 3, 2, 20);
        bench.ledger.releaseSlot(region, 3, 2, 20);
        bench.ledger.release(region, 3, 2);
        assertThat(bench.violations).hasSize(inside ? 0 : 1);
    }

    @Test
    void theLastPageEndsWithItsRegion() {
        bench.reserve(region, 9, 1);
        bench.ledger.handOut(region, 9, 1, 64 + 9 * PAGE, PAGE / 2);
        assertThat(bench.findings()).isEmpty();
        bench.ledger.takeBack(region, 9, 1);
        bench.ledger.handOut(region, 9, 1, 64 + 9 * PAGE, PAGE / 2 + 1);
        assertInside(false);
        assertThat(bench.only().extent().length()).isEqualTo(PAGE / 2);
    }

    @Test
    void aHugeSlotNumberTimesItsSizeDoesNotWrap() {
        long slotSize = 1L << 21;
        int slots = 4_096;
        Region large = bench.ledger.open("bench", bench.owner, new Geometry(1L << 44, 0, slots * slotSize, 1L << 16, true),
                true);
        long pages = large.pageCount();
        bench.reserve(large, 0, pages);
        bench.ledger.reserveSlot(large, 0, pages, slots, slotSize, slots - 1);
        bench.ledger.handOutSlot(large, 0, pages, slots - 1, (slots - 1) * slotSize, slotSize);
        assertThat(bench.findings()).isEmpty();
        assertThat(Units.firstHeld(large).start()).isEqualTo((1L << 44) + (slots - 1) * slotSize);
    }
}

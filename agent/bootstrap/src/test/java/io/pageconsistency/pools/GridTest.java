package io.pageconsistency.pools;

import static io.pageconsistency.pools.PoolBench.PAGE;
import static io.pageconsistency.pools.PoolBench.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Reference;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.pageconsistency.ViolationKind;
import io.pageconsistency.ledger.Holdings;
import io.pageconsistency.region.Region;

/** Page grids, memory off the grid, and the ends of windows. */
class GridTest {
    private static final long HEADER = 192;

    private final PoolBench bench = new PoolBench();
    private final PoolKind kind = PoolBench.addresses();
    private final Object pool = new Object();

    private void out(long where, long bytes) {
        assertThat(bench.out(kind, pool, null, where, bytes)).isNull();
    }

    private void back(long where, long bytes) {
        assertThat(bench.back(kind, pool, null, where, bytes)).isNull();
    }

    @Test
    void theFirstHandOutDefinesTheGrid() {
        for (int page = 0; page < 20; page++) {
            out(at(page) + HEADER, PAGE);
        }
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.held()).isEqualTo(20);
        assertThat(bench.ledger.regions()).hasSize(1);
        out(at(7) + HEADER, PAGE);
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1");
    }

    @Test
    void twoGridsInOneNeighbourhoodDoNotDisturbEachOther() {
        for (int page = 0; page < 20; page++) {
            out(at(page), PAGE);
            out(at(100 + page) + HEADER, PAGE);
        }
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.held()).isEqualTo(40);
        for (int page = 0; page < 20; page++) {
            back(at(page), PAGE);
            back(at(100 + page) + HEADER, PAGE);
        }
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.held()).isZero();
    }

    @Test
    void memoryThatOverlapsOffTheGridIsFound() {
        out(at(2), PAGE);
        out(at(1) + HEADER, PAGE);
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1");
        assertThat(bench.only().extent().address()).isEqualTo(at(1) + HEADER);
        assertThat(bench.only().allocatedBy()).isNotNull();
    }

    @Test
    void theSameWhenThePageIsTheLaterOne() {
        out(at(0), PAGE);
        out(at(1) + HEADER, PAGE);
        out(at(2), PAGE);
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1");
        assertThat(bench.only().extent().address()).isEqualTo(at(2));
    }

    @Test
    void piecesMayShareAPageWithoutOverlap() {
        out(at(2), 100);
        out(at(2) + 100, 100);
        out(at(2) + 200, PAGE - 200);
        out(at(3), PAGE);
        assertThat(bench.findings()).isEmpty();
        back(at(2) + 100, 100);
        back(at(2), 100);
        back(at(2) + 200, PAGE - 200);
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.held()).isEqualTo(1);
    }

    @Test
    void offTheGridTheRulesAreTheSame() {
        out(at(2), PAGE);
        long off = at(5) + 8;
        out(off, 100);
        back(off, 100);
        back(off, 100);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1");
        out(off, 100);
        out(off + 50, 100);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_ALLOC 2 from 1");
        long other = at(9) + 8;
        out(other, 100);
        back(other, 60);
        back(at(12) + 8, 60);
        assertThat(bench.findings().subList(2, 4)).containsExactly("SIZE_MISMATCH 3", "INVALID_FREE 4");
    }

    /** The window that is made for one page. */
    private long endOfFirstWindow() {
        out(at(0), PAGE);
        Region first = bench.ledger.regions().iterator().next();
        return first.address() + first.size();
    }

    /** A page is one page, wherever the memory lies. */
    @ParameterizedTest
    @ValueSource(longs = {PAGE, 0})
    void noPageReachesOverTheEndOfAWindow(long pageBytes) {
        PoolKind kind = PoolBench.kind(PoolKind.Unit.ADDRESS, PoolKind.Handles.NONE, pageBytes);
        List<Object> pools = Stream.generate(Object::new).limit(16).toList();
        for (int i = 0; i < 16; i++) {
            Object pool = pools.get(i);
            int edge = 20 + i;
            bench.out(kind, pool, null, PoolBench.BASE + (1L << edge) - 100, PAGE);
            bench.out(kind, pool, null, PoolBench.BASE + (1L << edge) - 100 - PAGE - 16, PAGE);
            bench.out(kind, pool, null, PoolBench.BASE + (1L << edge) - 100 + PAGE + 16, PAGE);
        }
        assertThat(bench.ledger.regions()).hasSize(16);
        assertThat(bench.held()).isEqualTo(3 * 16);
        // A collected pool has no region.
        Reference.reachabilityFence(pools);
    }

    /** Upwards and downwards, off any natural alignment. */
    @ParameterizedTest
    @ValueSource(longs = {1, -1})
    void pagesOfSeveralWindowsAreEachCountedOnce(long direction) {
        PoolKind kind = unsaid();
        for (int page = 0; page < 2_000; page++) {
            bench.out(kind, pool, null, at(direction * page) + HEADER, PAGE);
        }
        assertThat(bench.ledger.regions()).hasSizeGreaterThan(5);
        assertThat(bench.held()).isEqualTo(2_000);
        assertThat(bench.ledger.transfers().handOuts()).isEqualTo(2_000);
        assertThat(bench.findings()).isEmpty();
    }

    /** No pool has memory at the lowest or the highest address, but it may name one by mistake. */
    @ParameterizedTest
    @ValueSource(longs = {0, Long.MIN_VALUE, Long.MAX_VALUE - PAGE, Long.MIN_VALUE + 100, -PAGE, -100})
    void anAbsurdAddressIsHandledLikeAnyOther(long place) {
        out(place, PAGE);
        out(place, PAGE);
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1");
        out(at(0), PAGE);
        back(at(0), PAGE);
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1");
    }

    @Test
    void memoryThatReachesOverTheEndOfAWindowIsOnePiece() {
        long end = endOfFirstWindow();
        long where = end - 2 * PAGE;
        out(where, 4 * PAGE);
        assertThat(bench.ledger.regions()).hasSize(2);
        assertThat(bench.held()).isEqualTo(5);
        out(end + PAGE, PAGE);
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1");
        back(where, -1);
        assertThat(bench.held()).isEqualTo(1);
    }

    @Test
    void anAbsurdLengthDoesNotFillTheHeap() {
        out(at(0), PAGE);
        out(at(1), Long.MAX_VALUE / 2);
        assertThat(bench.ledger.regions().stream().mapToLong(Region::bitmapBytes).sum()).isLessThan(80 << 20);
        assertThat(bench.findings()).isEmpty();
    }

    @Test
    void heldMemoryIsListedOnTheGridAndOffIt() {
        out(at(0), PAGE);
        out(at(2) + 8, 64);
        assertThat(Holdings.all(bench.ledger)).extracting(holding -> holding.extent().address() + " "
                + holding.extent().length()).containsExactly(at(0) + " " + PAGE, at(2) + 8 + " 64");
        assertThat(Holdings.all(bench.ledger)).allMatch(holding -> holding.holder() != null);
    }

    /** The page size is not known. */
    private static PoolKind unsaid() {
        return PoolBench.kind(PoolKind.Unit.ADDRESS, PoolKind.Handles.NONE, 0);
    }

    @Test
    void withoutAPageSizeTheFirstHandOutIsAPage() {
        PoolKind kind = unsaid();
        for (int page = 0; page < 20; page++) {
            bench.out(kind, pool, null, at(page) + HEADER, PAGE);
        }
        bench.out(kind, pool, null, at(20) + HEADER, 2 * PAGE);
        bench.out(kind, pool, null, at(22) + HEADER, 100);
        bench.out(kind, pool, null, at(22) + HEADER + 100, 700);
        assertThat(bench.ledger.regions()).singleElement().extracting(Region::pageSize).isEqualTo(PAGE);
        assertThat(bench.findings()).isEmpty();
        bench.out(kind, pool, null, at(21) + HEADER + 8, 16);
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1");
        bench.back(kind, pool, null, at(22) + HEADER, 104);
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1", "SIZE_MISMATCH 2");
        bench.back(kind, pool, null, at(5) + HEADER, -1);
        bench.back(kind, pool, null, at(5) + HEADER, PAGE);
        assertThat(bench.findings()).last().isEqualTo("DOUBLE_FREE 3");
    }

    @Test
    void aSmallHandOutIsNoPage() {
        PoolKind kind = unsaid();
        bench.out(kind, pool, null, at(0), 511);
        assertThat(bench.ledger.regions()).singleElement().extracting(Region::pageCount).isEqualTo(1L);
        bench.out(kind, pool, null, at(3), PAGE);
        bench.back(kind, pool, null, at(0), 511);
        assertThat(bench.held()).isEqualTo(1);
        assertThat(bench.findings()).isEmpty();
    }

    /** Whatever the first hand-out: the record must not fill the heap. */
    @Test
    void theRecordOfPagesThatAreOnlyLearnedIsBounded() {
        PoolKind kind = unsaid();
        bench.nativeMemory.allocated(at(0), 1L << 40);
        bench.out(kind, pool, null, at(7), 512);
        bench.out(kind, pool, null, at(0) + (1L << 30), 1 << 20);
        bench.out(unsaid(), pool, null, at(0) + (1L << 39), 1L << 41);
        bench.out(unsaid(), pool, null, at(0) + (1L << 38), Long.MAX_VALUE / 4);
        assertThat(bench.ledger.regions()).allSatisfy(region -> assertThat(region.pageCount()).isLessThanOrEqualTo(1 << 20));
        assertThat(bench.ledger.regions()).extracting(Region::pageSize).contains(512L, 1L << 20);
        assertThat(bench.findings()).isEmpty();
        bench.out(kind, pool, null, at(7), 512);
        assertThat(bench.findings()).as("no piece has taken the place of another").containsExactly("DOUBLE_ALLOC 1");
    }

    /** A take-back without a length has the length that is held there, or none if nothing is held. */
    @Test
    void anUnknownLengthStaysUnknown() {
        out(at(2), PAGE);
        out(at(5) + 8, 100);
        back(at(5) + 8, -1);
        back(at(5) + 8, -1);
        assertThat(bench.only().extent().toString()).contains("of unknown length at 0x").doesNotContain("1 bytes");
        back(at(2) + 8, -1);
        assertThat(bench.violations.get(1).extent().toString()).contains("of unknown length");
        PoolKind told = PoolBench.kind(PoolKind.Unit.ADDRESS, PoolKind.Handles.IDENTITY, PAGE);
        bench.out(told, pool, "any", at(0), PAGE);
        for (Object holder : new Object[] {"anna", "bert"}) {
            bench.out(told, pool, holder, at(1) + 8, 100);
            bench.back(told, pool, "anna", at(1) + 8, -1);
        }
        assertThat(bench.violations.get(2).kind()).isEqualTo(ViolationKind.STALE_FREE);
        assertThat(bench.violations.get(2).extent().length()).isEqualTo(100);
    }

    @Test
    void aPageIsAsLongAsTheFirstHandOut() {
        out(at(0), 16L << 20);
        out(at(1 << 20), 100L << 20);
        assertThat(bench.ledger.regions()).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void memoryOverTheEndOfAWindowIsTakenBackInItsLength() {
        long end = endOfFirstWindow();
        out(end - 2 * PAGE, 4 * PAGE);
        back(end - 2 * PAGE, 3 * PAGE);
        assertThat(bench.findings()).containsExactly("SIZE_MISMATCH 1");
    }

    @Test
    void aResetForgetsMemoryOverTheEndOfAWindow() {
        long end = endOfFirstWindow();
        out(end - 2 * PAGE, 4 * PAGE);
        bench.trackedPools.reset(kind, pool);
        out(end - 2 * PAGE, PAGE);
        back(end - 2 * PAGE, -1);
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.held()).isZero();
    }
}

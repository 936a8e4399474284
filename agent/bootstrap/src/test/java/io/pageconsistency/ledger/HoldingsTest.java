package io.pageconsistency.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.pageconsistency.Extent;
import io.pageconsistency.Holding;
import io.pageconsistency.region.Region;
import io.pageconsistency.verdict.PageRun;

/** What is held, piece by piece. */
class HoldingsTest {
    private final Bench bench = new Bench();
    private final Region region = bench.open(200);

    private List<Extent> extents() {
        return Holdings.all(bench.ledger).stream().map(Holding::extent).toList();
    }

    @Test
    void nothingIsHeldAtFirstAndInTheEnd() {
        assertThat(extents()).isEmpty();

        bench.allocate(region, 7, 3);
        bench.free(region, 7, 3);

        assertThat(extents()).isEmpty();
    }

    /** Two hand-outs side by side are two holdings, wherever the words of the record begin. */
    @Test
    void eachHandOutIsOnePiece() {
        bench.allocate(region, 0, 8);
        bench.allocate(region, 8, 1);
        bench.allocate(region, 9, 14);
        bench.allocate(region, 199, 1);

        assertThat(extents()).containsExactly(new PageRun(region, 0, 8).extent(), new PageRun(region, 8, 1).extent(), new PageRun(region, 9, 14).extent(),
                new PageRun(region, 199, 1).extent());
    }

    @Test
    void aRunThatIsCutIsHeldSlotBySlot() {
        bench.reserve(region, 20, 1);
        bench.allocateSlot(region, 20, 2);
        bench.allocateSlot(region, 20, 7);
        bench.reserveSlot(region, 20, 3);

        assertThat(extents()).extracting(Extent::slot).containsExactly(2, 7);
        assertThat(extents()).allMatch(extent -> extent.page() == 20 && extent.length() == Bench.PAGE / 8);
    }

    @Test
    void memoryOffThePageGridIsListedAsBytes() {
        long start = Bench.ADDRESS + 30 * Bench.PAGE + 100;
        bench.ledger.bytes().handOut(region, start, 10_000);

        Holding holding = Holdings.all(bench.ledger).get(0);

        assertThat(extents()).containsExactly(new Extent(30, 2, Extent.NO_SLOT, start, 10_000));
        assertThat(holding.holder()).isNotNull();
        bench.ledger.bytes().takeBack(region, start, 10_000);
        assertThat(extents()).isEmpty();
    }

    @Test
    void namesWhoGotIt() {
        bench.allocate(region, 4, 2);

        Holding holding = Holdings.all(bench.ledger).get(0);

        assertThat(holding.holder().thread()).isEqualTo(Thread.currentThread().getName());
        assertThat(holding).hasToString("pages 4 to 5, 16384 bytes at 0x" + Long.toHexString(Bench.ADDRESS + 4 * Bench.PAGE)
                + " of region " + region.id() + " (bench)");
        // The same hand-out looked at again is the same; another one of the same memory is not.
        assertThat(Holdings.all(bench.ledger)).containsExactly(holding);
        bench.free(region, 4, 2);
        bench.allocate(region, 4, 2);
        assertThat(Holdings.all(bench.ledger)).doesNotContain(holding);
    }

    @Test
    void aRegionThatEndedHoldsNothing() {
        bench.allocate(region, 4, 2);
        bench.ledger.close(region);

        assertThat(extents()).isEmpty();
    }
}

package io.pageconsistency.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.pageconsistency.region.Region;

class TransfersTest {
    private final Bench bench = new Bench();
    private final Ledger ledger = bench.ledger;
    private final Region region = bench.open(64);

    private void assertCounts(long handOuts, long takeBacks) {
        assertThat(ledger.transfers().handOuts()).as("hand-outs").isEqualTo(handOuts);
        assertThat(ledger.transfers().takeBacks()).as("take-backs").isEqualTo(takeBacks);
    }

    @Test
    void countsExtentsOfPagesAndSlots() {
        assertCounts(0, 0);
        bench.allocate(region, 0, 20);
        bench.allocate(region, 20, 1);
        bench.reserve(region, 30, 1);
        bench.allocateSlot(region, 30, 2);
        bench.allocateSlot(region, 30, 3);
        assertCounts(4, 0);
        bench.free(region, 0, 20);
        bench.freeSlot(region, 30, 3);
        assertCounts(4, 2);
        bench.reserve(region, 0, 3);
        assertCounts(4, 2);
        bench.handOut(region, 0, 3);
        assertCounts(5, 2);
    }

    @Test
    void countsHandOutsThatWereHeldWhenTheirRegionEnded() {
        bench.allocate(region, 0, 2);
        bench.allocate(region, 2, 2);
        bench.free(region, 0, 2);
        ledger.close(region);
        assertCounts(2, 1);
        ledger.takeBack(region, 2, 2);
        assertThat(bench.findings()).as("of a region that ended").hasSize(2);
        assertCounts(2, 1);
    }

    @Test
    void leavesOutViolations() {
        bench.allocate(region, 0, 2);
        bench.free(region, 0, 2);
        ledger.takeBack(region, 0, 2);
        assertThat(bench.findings()).hasSize(1);
        assertCounts(1, 1);
    }

    @Test
    void neverDecreases() {
        bench.allocate(region, 0, 2);
        assertCounts(1, 0);
        // What is quarantined is not known to be held.
        region.pages.flip(0, 1);
        ledger.validate();
        assertCounts(1, 0);
        bench.free(region, 0, 2);
        assertCounts(1, 1);
    }
}

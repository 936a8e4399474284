package io.pageconsistency.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.pageconsistency.Operation;
import io.pageconsistency.region.Contested;
import io.pageconsistency.region.Region;
import io.pageconsistency.region.Residue;

/** Residues of many units are kept in ranges, whose number is bounded. */
class ContestedTest {
    private static final int MANY = 3 * Contested.MOST;

    private final Contested contested = new Contested();

    private void freedTwice(long first, long end, int cause) {
        contested.change(first, end, left -> left.after(Operation.TAKE_BACK, Residue.CLAIMED)
                .from(cause, Residue.Last.of(Operation.TAKE_BACK, cause, null)));
    }

    private int causeOfGivenTwice(long first, long end) {
        return contested.cause(first, end, left -> left.accountsFor(Operation.HAND_OUT));
    }

    @Test
    void aRangeIsOne() {
        freedTwice(0, 1L << 40, 1);
        assertThat(contested.size()).isEqualTo(1);
        assertThat(causeOfGivenTwice(7, 1L << 39)).isEqualTo(1);
        assertThat(causeOfGivenTwice(7, (1L << 40) + 1)).as("not all of it").isZero();
    }

    @Test
    void rangesAreCutAndJoined() {
        freedTwice(0, 100, 1);
        contested.healthy(Operation.HAND_OUT, 10, 20, 1);
        assertThat(contested.size()).isEqualTo(3);
        assertThat(causeOfGivenTwice(0, 100)).isEqualTo(1);
        contested.drop(40, 50);
        assertThat(causeOfGivenTwice(0, 100)).isZero();
        assertThat(causeOfGivenTwice(50, 100)).isEqualTo(1);
        assertThat(contested.sum(0, 100, Residue::pooled)).isEqualTo(90);
        freedTwice(40, 50, 1);
        assertThat(contested.size()).isEqualTo(4);
    }

    @Test
    void aRangeFollowsTheFirstOfSeveral() {
        freedTwice(0, 10, 3);
        freedTwice(10, 20, 2);
        assertThat(causeOfGivenTwice(5, 15)).isEqualTo(2);
    }

    @Test
    void tooManyRangesOfOneFaultAreMergedWithTheirGaps() {
        for (int i = 0; i < MANY; i++) {
            freedTwice(2L * i, 2L * i + 1, 1);
        }
        assertThat(contested.size()).isEqualTo(Contested.MOST);
        assertThat(causeOfGivenTwice(2L * MANY - 2, 2L * MANY - 1)).isEqualTo(1);
        assertThat(causeOfGivenTwice(1, 2)).as("between the first ones").isZero();
        assertThat(causeOfGivenTwice(2L * MANY - 3, 2L * MANY - 2)).as("between the last ones").isEqualTo(1);
    }

    @Test
    void theOldestOfTooManyFaultsAreForgotten() {
        for (int i = 0; i < MANY; i++) {
            freedTwice(2L * i, 2L * i + 1, i + 1);
            assertThat(contested.size()).isLessThanOrEqualTo(Contested.MOST);
        }
        assertThat(causeOfGivenTwice(0, 1)).isZero();
        assertThat(causeOfGivenTwice(2L * MANY - 2, 2L * MANY - 1)).isEqualTo(MANY);
    }

    /** 32 GiB in pages of 8 KiB. */
    @Test
    void oneFaultAboutMuchMemoryIsOneRange() {
        Bench bench = new Bench();
        long pages = 1L << 22;
        Region region = bench.open(pages);
        bench.allocate(region, 0, pages);
        bench.reserve(region, 0, pages);
        assertThat(region.contests().pages.size()).isEqualTo(1);
        bench.handOut(region, 0, pages);
        bench.ledger.close(region);
        assertThat(region.contests().pages.size()).isEqualTo(1);
        assertThat(bench.findings()).hasSize(2);
    }

    @Test
    void aRegionThatIsClosedOverVeryManyPiecesKeepsAFew() {
        Bench bench = new Bench();
        Region region = bench.open(2L * MANY);
        for (int i = 0; i < MANY; i++) {
            bench.allocate(region, 2L * i, 1);
        }
        bench.ledger.close(region);
        assertThat(region.contests().pages.size()).isLessThanOrEqualTo(Contested.MOST);
        for (int i = 0; i < MANY; i++) {
            bench.ledger.takeBack(region, 2L * i, 1);
        }
        assertThat(bench.ledger.reports().violations()).as("each is given back by whoever held it").isEqualTo(1);
    }
}

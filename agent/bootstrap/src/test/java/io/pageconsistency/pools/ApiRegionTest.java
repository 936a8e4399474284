package io.pageconsistency.pools;

import static io.pageconsistency.pools.PoolBench.PAGE;
import static io.pageconsistency.pools.PoolBench.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.ReferenceQueue;

import org.junit.jupiter.api.Test;

import io.pageconsistency.region.Geometry;

/** A region whose pool uses the API, with tickets. */
class ApiRegionTest {
    private static final int PAGES = 5_000;

    private final PoolBench bench = new PoolBench();
    private final Object owner = new Object();

    private ApiRegion region(boolean known) {
        return new ApiRegion(owner, new ReferenceQueue<>(), bench.trackedPools, "told", new Geometry(at(0), 0, PAGES * PAGE, PAGE, false),
                known);
    }

    @Test
    void eachHandOutHasATicketOfItsOwn() {
        ApiRegion region = region(true);
        long first = region.handedOut(4_999, 1);
        region.takingBack(4_999, 1, first);
        long second = region.handedOut(4_999, 1);
        long other = region.handedOut(7, 2);
        assertThat(first).isNotZero().isNotEqualTo(second);
        assertThat(other).isNotZero().isNotIn(first, second);
        region.takingBack(4_999, 1, second);
        region.takingBack(7, 2, 0);
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.held()).isZero();
        region.takingBack(7, 2, other);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1");
    }

    @Test
    void anOldTicketBelongsToAnEarlierHolder() {
        ApiRegion region = region(true);
        long old = region.handedOut(3, 1);
        region.takingBack(3, 1, old);
        region.handedOut(3, 1);
        region.takingBack(3, 1, old);
        assertThat(bench.findings()).containsExactly("STALE_FREE 1");
    }

    @Test
    void anOldTicketForAFreePageIsADoubleFree() {
        ApiRegion region = region(true);
        long ticket = region.handedOut(3, 1);
        region.takingBack(3, 1, ticket);
        region.takingBack(3, 1, ticket);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1");
    }

    @Test
    void aResetEndsAllTickets() {
        ApiRegion region = region(true);
        long before = region.handedOut(3, 1);
        region.reset();
        assertThat(bench.held()).isZero();
        long after = region.handedOut(3, 1);
        assertThat(after).isNotEqualTo(before);
        region.takingBack(3, 1, before);
        assertThat(bench.findings()).containsExactly("STALE_FREE 1");
    }

    @Test
    void pagesOutsideTheRegionHaveNoTicket() {
        ApiRegion region = region(true);
        assertThat(region.handedOut(PAGES, 1)).isZero();
        assertThat(region.handedOut(-1, 1)).isZero();
        region.takingBack(PAGES, 1, 0);
        assertThat(bench.findings()).hasSize(3);
    }

    /** Wrong arguments of a pool cause findings, but no error in the agent. */
    @Test
    void anInvalidRangeOfPagesIsAFinding() {
        ApiRegion region = region(true);
        long[] numbers = {Long.MIN_VALUE, Long.MIN_VALUE + 1, Integer.MIN_VALUE, -1, 0, 1, PAGES, Integer.MAX_VALUE, Long.MAX_VALUE};
        int findings = 0;
        for (long page : numbers) {
            for (long count : numbers) {
                if (page < 0 || count < 1 || count > PAGES || page > PAGES - count) {
                    region.handedOut(page, count);
                    region.takingBack(page, count, 0);
                    findings += 2;
                }
            }
        }
        assertThat(bench.findings()).hasSize(findings);
    }

    @Test
    void theRegionEndsWithItsMemory() {
        bench.nativeMemory.allocated(at(0), PAGES * PAGE);
        ApiRegion region = region(true);
        region.handedOut(3, 1);
        bench.nativeMemory.freeing(at(0));
        assertThat(bench.findings()).containsExactly("REGION_CLOSED_IN_USE 1");
    }

    @Test
    void aRegionThatIsClosedInUse() {
        ApiRegion region = region(true);
        region.takingBack(3, 1, region.handedOut(3, 1));
        region.handedOut(4, 1);
        region.close();
        assertThat(bench.findings()).containsExactly("REGION_CLOSED_IN_USE 1");
        assertThat(bench.ledger.regions()).isEmpty();
    }

    /** As after the agent was stopped and attached again. */
    @Test
    void afterAnAbandonedRecordAllIsUnknown() {
        ApiRegion region = region(true);
        long before = region.handedOut(3, 1);
        assertThat(region.isCurrent()).isTrue();
        bench.ledger.regions().abandonAll(any -> true, any -> { });
        assertThat(region.isCurrent()).isFalse();
        region.takingBack(3, 1, before);
        region.takingBack(5, 1, 0);
        assertThat(bench.findings()).isEmpty();
        region.takingBack(5, 1, 0);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1");
    }

    @Test
    void anUnrecordedOperationCausesNoFinding() {
        ApiRegion region = region(true);
        region.handedOut(3, 1);
        region.unrecorded(3, 1);
        region.handedOut(3, 1);
        region.takingBack(3, 1, 0);
        assertThat(bench.findings()).isEmpty();
    }

    @Test
    void twoHoldersOfAPageHaveDifferentTickets() {
        ApiRegion region = region(true);
        assertThat(region.handedOut(3, 1)).isNotEqualTo(region.handedOut(3, 1));
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1");
    }

    /** Even if the page is not the first one of the present hand-out. */
    @Test
    void aTicketEndsWithAReset() {
        ApiRegion region = region(true);
        long third = region.handedOut(3, 1);
        region.reset();
        region.handedOut(2, 4);
        region.takingBack(3, 1, third);
        assertThat(bench.findings()).containsExactly("STALE_FREE 1");
    }

    @Test
    void aTicketEndsWithItsHandOut() {
        ApiRegion region = region(true);
        long third = region.handedOut(3, 1);
        region.takingBack(3, 1, third);
        region.handedOut(2, 4);
        region.takingBack(3, 1, third);
        assertThat(bench.findings()).containsExactly("STALE_FREE 1");
    }
}

package io.pageconsistency.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.pageconsistency.Operation;
import io.pageconsistency.bitmap.Finding;
import io.pageconsistency.bitmap.PageMap;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.verdict.PageRun;
import io.pageconsistency.verdict.Units;

/**
 * More than 2^32 pages in one map, so that a page number cut to 32 bits, signed or not, meets another page's state.
 *
 * <p>The seed's bug was of this kind, and stayed unseen because nobody read back what had been written. Needs 10 GB of heap;
 * run by the profile {@code soak}.
 */
@Tag("soak")
class LargeRegionTest {
    private static final long PAGES = (1L << 32) + 1_000_003;

    @Test
    void whatIsWrittenIsReadBack() {
        PageMap map = new PageMap(PAGES, true, true);
        TreeMap<Long, Long> runs = new TreeMap<>();
        for (long edge : new long[] {0, Integer.MAX_VALUE - 3L, (1L << 31) + 13, (1L << 32) - 9, (1L << 32) + 20}) {
            claim(map, runs, edge, 16);
        }
        claim(map, runs, PAGES - 1, 1);
        SplittableRandom random = new SplittableRandom(31);
        for (int i = 0; i < 200_000; i++) {
            claim(map, runs, random.nextLong(PAGES - 600), 1 + random.nextInt(i % 100 == 0 ? 512 : 12));
        }

        assertThat(map.held()).isEqualTo(runs.values().stream().mapToLong(Long::longValue).sum());
        assertThat(map.reserved()).isEqualTo(map.held());
        assertThat(map.damaged()).isZero();
        long found = 0;
        for (long page = map.nextHeld(0); page >= 0; page = map.nextHeld(found)) {
            Map.Entry<Long, Long> run = runs.ceilingEntry(found);
            assertThat(page).isEqualTo(run.getKey());
            assertThat(map.startOf(page + run.getValue() - 1)).isEqualTo(page);
            found = page + run.getValue();
        }
        assertThat(found).isEqualTo(runs.lastKey() + runs.lastEntry().getValue());

        runs.forEach((first, count) -> {
            assertThat(map.reserve(first, count)).isEqualTo(Finding.ALREADY_CLAIMED.at(first));
            assertThat(map.takeBack(first, count)).isEqualTo(Finding.NONE);
            assertThat(map.release(first, count)).isEqualTo(Finding.NONE);
            assertThat(map.release(first, count)).isEqualTo(Finding.ALREADY_FREE.at(first));
        });
        assertThat(map.held()).isZero();
        assertThat(map.reserved()).isZero();
    }

    private static void claim(PageMap map, TreeMap<Long, Long> runs, long first, long count) {
        Map.Entry<Long, Long> below = runs.floorEntry(first + count - 1);
        if (below == null || below.getKey() + below.getValue() <= first) {
            assertThat(map.reserve(first, count)).isEqualTo(Finding.NONE);
            assertThat(map.handOut(first, count)).isEqualTo(Finding.NONE);
            runs.put(first, count);
        }
    }

    /** 64 KiB pages, as where the seed's stride was cut to 16 bits, and 256 TiB of them. */
    @Test
    void aLedgerWithSuchARegionJudgesItsLastPages() {
        Ledger ledger = new Ledger();
        long address = 1L << 40;
        long pageSize = 1L << 16;
        Region region = ledger.open("test", this, new Geometry(address, 0, PAGES * pageSize, pageSize, true), true);
        long page = PAGES - 2;
        assertThat(ledger.find(address + PAGES * pageSize - 1)).isSameAs(region);
        assertThat(ledger.find(address + PAGES * pageSize)).isNull();
        ledger.reserve(region, page, 2);
        ledger.handOut(region, page, 2, page * pageSize, 2 * pageSize);
        ledger.takeBack(region, page, 2);
        ledger.takeBack(region, page, 2);
        ledger.release(region, page, 2);
        assertThat(ledger.reports().violations()).isEqualTo(1);
        region.pages.force(Operation.HAND_OUT, (1L << 32) + 1, 3);
        assertThat(region.pagesHeld()).isEqualTo(3);
        assertThat(new PageRun(region, (1L << 32) + 1, 3).extent().address()).isEqualTo(address + ((1L << 32) + 1) * pageSize);
        assertThat(Units.firstHeld(region)).isEqualTo(new PageRun(region, (1L << 32) + 1, 3));
    }
}

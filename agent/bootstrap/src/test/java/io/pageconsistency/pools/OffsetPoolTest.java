package io.pageconsistency.pools;

import static io.pageconsistency.pools.PoolBench.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.pageconsistency.Extent;
import io.pageconsistency.Holding;
import io.pageconsistency.ledger.Holdings;

/** Pools that identify memory by positions: reports use the same positions, whatever the first hand-out. */
class OffsetPoolTest {
    private final PoolBench bench = new PoolBench();
    private final Object pool = new Object();

    private static PoolKind offsets(long pageBytes) {
        return PoolBench.kind(PoolKind.Unit.OFFSET, PoolKind.Handles.NONE, pageBytes);
    }

    @Test
    void pageNumbersDoNotDependOnTheFirstHandOut() {
        for (long first : new long[] {0, 7 * PAGE, 300 * PAGE, 1 << 30}) {
            PoolBench fresh = new PoolBench();
            PoolKind kind = offsets(PAGE);
            fresh.out(kind, pool, null, first, PAGE);
            fresh.out(kind, pool, null, 20 * PAGE, 3 * PAGE);
            fresh.back(kind, pool, null, 20 * PAGE, 3 * PAGE);
            fresh.back(kind, pool, null, 20 * PAGE, 3 * PAGE);
            assertThat(fresh.findings()).containsExactly("DOUBLE_FREE 1");
            assertThat(fresh.only().extent()).isEqualTo(new Extent(20, 3, Extent.NO_SLOT, 0, 3 * PAGE, 20 * PAGE));
            assertThat(fresh.only().extent()).hasToString("pages 20 to 22, 12288 bytes at offset 81920");
            assertThat(fresh.only().region()).contains("offsets from 0 on, in pages of 4096 bytes").doesNotContain("0x");
        }
    }

    @Test
    void farPagesHaveTheirNumbersToo() {
        PoolKind kind = offsets(PAGE);
        bench.out(kind, pool, null, 100_000 * PAGE, PAGE);
        bench.out(kind, pool, null, 100_000 * PAGE, PAGE);
        assertThat(bench.only().extent().page()).isEqualTo(100_000);
        assertThat(bench.only().extent().offset()).isEqualTo(100_000 * PAGE);
        assertThat(Holdings.all(bench.ledger)).extracting(Holding::extent).containsExactly(bench.only().extent());
    }

    /** There are no pages then; the first hand-out does not define one. */
    @Test
    void withoutPagesReportsNameOnlyPositions() {
        PoolKind kind = offsets(0);
        for (int i = 0; i < 4; i++) {
            bench.out(kind, pool, null, i * 4_297L, 4_297);
        }
        bench.back(kind, pool, null, 4_297, 4_297);
        bench.back(kind, pool, null, 4_297, 4_297);
        assertThat(bench.only().extent()).hasToString("4297 bytes at offset 4297");
        assertThat(bench.only().region()).contains("offsets from 0 on,").doesNotContain("page").doesNotContain("0x");
        bench.out(kind, pool, null, 3 * 4_297L + 1, 8);
        assertThat(bench.violations.get(1).explanation()).contains("from offset 12891 on");
    }

    @Test
    void memoryOffTheGridIsComparedWithPages() {
        PoolKind kind = offsets(PAGE);
        long second = 4_096 * PAGE;
        bench.out(kind, pool, null, second, PAGE);
        bench.out(kind, pool, null, second + 100, 50);
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1");
        assertThat(bench.only().explanation()).contains("from offset " + second + " on");
        assertThat(bench.only().extent().offset()).isEqualTo(second + 100);
    }

    @Test
    void aHealthyPoolHasNoFindings() {
        for (long pageBytes : new long[] {0, 1, PAGE, 4_297}) {
            PoolBench fresh = new PoolBench();
            PoolKind kind = offsets(pageBytes);
            Random random = new Random(pageBytes);
            long[] held = new long[64];
            // Of pages of a byte there are millions in a piece.
            int steps = pageBytes == 1 ? 400 : 4_000;
            for (int step = 0; step < steps; step++) {
                int i = random.nextInt(held.length);
                long where = i * 5_000_000L;
                if (held[i] == 0) {
                    held[i] = 1 + random.nextInt(5_000_000);
                    fresh.out(kind, pool, null, where, held[i]);
                } else {
                    fresh.back(kind, pool, null, where, step % 2 == 0 ? held[i] : -1);
                    held[i] = 0;
                }
            }
            assertThat(fresh.findings()).as("pages of %d", pageBytes).isEqualTo(List.of());
        }
    }
}

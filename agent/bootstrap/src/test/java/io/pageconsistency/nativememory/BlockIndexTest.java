package io.pageconsistency.nativememory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;

/** Look-ups by base and by any address inside, compared with a sorted map, and with many threads. */
class BlockIndexTest {
    private final BlockIndex index = new BlockIndex();

    @Test
    void findsABlockByEveryAddressInside() {
        for (long size : new long[] {1, 8, 16, 24, 4_096, 65_536, 65_544, (1L << 32) + 8}) {
            long base = 0x7f00_0000_1230L;
            NativeBlock block = new NativeBlock(base, size);
            assertThat(index.add(block)).isNull();
            assertThat(index.at(base)).isSameAs(block);
            assertThat(index.at(base + size / 2)).isSameAs(block);
            assertThat(index.at(base + size - 1)).isSameAs(block);
            assertThat(index.at(base + size)).isNull();
            assertThat(index.at(base - 1)).isNull();
            assertThat(removed(index, base)).isSameAs(block);
            assertThat(index.at(base)).isNull();
        }
    }

    @Test
    void agreesWithAModel() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        TreeMap<Long, NativeBlock> model = new TreeMap<>();
        for (int step = 0; step < 50_000; step++) {
            long base = 0x7f00_0000_0000L + random.nextInt(1 << 16) * 16L;
            long size = 8L * (1 + random.nextInt(random.nextInt(10) == 0 ? 4_096 : 16));
            Map.Entry<Long, NativeBlock> below = model.floorEntry(base + size - 1);
            boolean free = below == null || below.getValue().base() + below.getValue().size() <= base;
            if (free && random.nextInt(8) != 0) {
                NativeBlock block = new NativeBlock(base, size);
                assertThat(index.add(block)).as("seed %d, step %d", seed, step).isNull();
                model.put(base, block);
            } else if (below != null) {
                assertThat(index.at(base)).as("seed %d, step %d", seed, step).isSameAs(expected(model, base));
                assertThat(removed(index, below.getKey())).as("seed %d, step %d", seed, step).isSameAs(below.getValue());
                model.remove(below.getKey());
            }
        }
        Set<NativeBlock> shown = new HashSet<>();
        index.forEach(shown::add);
        assertThat(shown).as("seed %d", seed).isEqualTo(new HashSet<>(model.values()));
    }

    private static NativeBlock removed(BlockIndex index, long base) {
        NativeBlock block = index.beginningAt(base);
        return block != null && index.remove(block) ? block : null;
    }

    private static NativeBlock expected(TreeMap<Long, NativeBlock> model, long address) {
        Map.Entry<Long, NativeBlock> below = model.floorEntry(address);
        return below != null && below.getValue().contains(address) ? below.getValue() : null;
    }

    @Test
    void growsToHundredsOfThousandsOfBlocks() {
        int blocks = 300_000;
        for (int i = 0; i < blocks; i++) {
            index.add(new NativeBlock(0x10_0000L + i * 48L, 40));
        }
        for (int i = 0; i < blocks; i++) {
            long base = 0x10_0000L + i * 48L;
            assertThat(index.at(base + 39).base()).isEqualTo(base);
            assertThat(index.at(base + 40)).isNull();
        }
        for (int i = 0; i < blocks; i++) {
            assertThat(removed(index, 0x10_0000L + i * 48L)).isNotNull();
        }
        index.forEach(block -> {
            throw new AssertionError("left: " + block);
        });
    }

    @Test
    void aBlockWhosePlaceIsTakenIsReturned() {
        NativeBlock old = new NativeBlock(0x1000, 64);
        index.add(old);
        NativeBlock larger = new NativeBlock(0x1000, 4_096);
        assertThat(index.add(larger)).isSameAs(old);
        assertThat(index.at(0x1020)).isSameAs(larger);
        NativeBlock inItsCell = new NativeBlock(0x1010, 4_096);
        assertThat(index.add(inItsCell)).isSameAs(larger);
        assertThat(removed(index, 0x1000)).isNull();
        assertThat(index.at(0x1020)).isSameAs(inItsCell);
    }

    /** Each thread has addresses of its own and finds exactly its own blocks, while the tables grow. */
    @Test
    void losesNothingWhileItGrows() throws Exception {
        int threads = 4;
        int blocks = 12_000;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            // Growing ends soon, so the test begins anew repeatedly.
            for (int round = 0; round < 20; round++) {
                BlockIndex growing = new BlockIndex();
                CyclicBarrier start = new CyclicBarrier(threads);
                List<Future<?>> work = new ArrayList<>();
                for (int t = 0; t < threads; t++) {
                    long first = (t + 1L) << 32;
                    work.add(executor.submit(() -> {
                        start.await();
                        for (int i = 0; i < blocks; i++) {
                            growing.add(new NativeBlock(first + i * 128L, 100));
                            if (i % 3 == 0) {
                                assertThat(removed(growing, first + i * 128L)).isNotNull();
                            }
                        }
                        return null;
                    }));
                }
                for (Future<?> each : work) {
                    each.get();
                }
                long[] left = {0};
                growing.forEach(block -> left[0]++);
                assertThat(left[0]).as("round %d", round).isEqualTo(threads * (blocks - blocks / 3L));
            }
        } finally {
            executor.shutdownNow();
        }
    }

    /** If many threads free one block, exactly one of them gets it. */
    @Test
    void aBlockIsRemovedByOneThreadOnly() throws Exception {
        int threads = 4;
        int blocks = 20_000;
        for (int i = 0; i < blocks; i++) {
            index.add(new NativeBlock(0x10_0000L + i * 64L, 64));
        }
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Integer>> work = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                work.add(executor.submit(() -> {
                    int mine = 0;
                    for (int i = 0; i < blocks; i++) {
                        mine += removed(index, 0x10_0000L + i * 64L) != null ? 1 : 0;
                    }
                    return mine;
                }));
            }
            int all = 0;
            for (Future<Integer> each : work) {
                all += each.get();
            }
            assertThat(all).isEqualTo(blocks);
        } finally {
            executor.shutdownNow();
        }
    }
}

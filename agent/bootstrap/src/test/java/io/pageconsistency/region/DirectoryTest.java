package io.pageconsistency.region;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;


class DirectoryTest {
    private final Directory directory = new Directory();
    private final TreeMap<Long, Region> model = new TreeMap<>();
    private int nextId;

    private Region region(long address, long size) {
        return new Region(++nextId, "test", this, null, new Geometry(address, 0, size, size, false), true);
    }

    private Region expected(long address) {
        Map.Entry<Long, Region> below = model.floorEntry(address);
        return below != null && address - below.getKey() < below.getValue().size() ? below.getValue() : null;
    }

    private void enter(Region region) {
        List<Region> replaced = new ArrayList<>();
        for (Region other : model.values()) {
            if (other.address() < region.address() + region.size() && region.address() < other.address() + other.size()) {
                replaced.add(other);
            }
        }
        replaced.forEach(other -> model.remove(other.address()));
        model.put(region.address(), region);
        assertThat(directory.enter(region)).containsExactlyInAnyOrderElementsOf(replaced);
    }

    private void check(long address) {
        if (directory.find(address) != expected(address)) {
            throw new AssertionError("address " + address + ": " + directory.find(address) + ", not " + expected(address));
        }
    }

    private void checkAround(Region region) {
        check(region.address() - 1);
        check(region.address());
        check(region.address() + region.size() / 2);
        check(region.address() + region.size() - 1);
        check(region.address() + region.size());
    }

    @Test
    void emptyFindsNothing() {
        for (long address : new long[] {0, 1, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
            assertThat(directory.find(address)).isNull();
        }
        directory.remove(region(1, 1));
    }

    @Test
    void agreesWithASortedMapWhileRegionsOpenCloseAndOverlap() {
        SplittableRandom random = new SplittableRandom(5);
        for (int step = 0; step < 12_000; step++) {
            if (random.nextInt(3) == 0 && !model.isEmpty()) {
                Map.Entry<Long, Region> some = model.ceilingEntry(random.nextLong(1 << 16));
                Region gone = some == null ? model.lastEntry().getValue() : some.getValue();
                model.remove(gone.address());
                directory.remove(gone);
                directory.remove(gone);
                checkAround(gone);
            } else {
                // Mostly small; sometimes one that overlaps hundreds of others.
                Region region = region(1 + random.nextLong(1 << 16), 1 + random.nextLong(step % 500 == 0 ? 1 << 14 : 40));
                enter(region);
                checkAround(region);
            }
            check(random.nextLong(1 << 17));
        }
        for (long address = 0; address < 1 << 17; address++) {
            check(address);
        }
    }

    /** From single bytes to terabytes, in crowded and in empty parts of the address space. */
    @Test
    void agreesWithASortedMapAtEveryScale() {
        SplittableRandom random = new SplittableRandom(13);
        long[] places = random.longs(12, 1, 1L << 47).toArray();
        for (int step = 0; step < 20_000; step++) {
            long somewhere = places[random.nextInt(places.length)] + random.nextLong(1L << random.nextInt(48));
            Map.Entry<Long, Region> nearest = model.floorEntry(somewhere);
            if (random.nextInt(5) < 2 && nearest != null) {
                model.remove(nearest.getKey());
                directory.remove(nearest.getValue());
                checkAround(nearest.getValue());
            } else {
                // Often right after a neighbour, which may end anywhere in a page.
                long address = nearest != null && random.nextInt(3) == 0
                        ? nearest.getKey() + nearest.getValue().size() : somewhere;
                Region region = region(address, 1 + random.nextLong(1L << random.nextInt(random.nextInt(1, 42))));
                enter(region);
                checkAround(region);
            }
            check(somewhere);
            checkLast(somewhere, 1 + random.nextLong(1L << random.nextInt(44)));
        }
        assertThat(model.size()).as("regions at once").isGreaterThan(300);
        List.copyOf(model.values()).forEach(region -> {
            checkAround(region);
            model.remove(region.address());
            directory.remove(region);
            checkAround(region);
        });
        assertThat(directory.last(0, Long.MAX_VALUE)).isNull();
    }

    private void checkLast(long address, long size) {
        Map.Entry<Long, Region> floor = model.floorEntry(address + size - 1);
        assertThat(directory.last(address, size))
                .isSameAs(floor == null || floor.getKey() < address ? null : floor.getValue());
    }

    @Test
    void holdsTensOfThousandsOfRegionsInAnyOrder() {
        List<Region> regions = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 20_000; i++) {
            regions.add(region((1L << 46) + i * 16_384L, 16_000));
        }
        List<Region> shuffled = new ArrayList<>(regions);
        for (int i = shuffled.size() - 1; i > 0; i--) {
            shuffled.set(i, shuffled.set(random.nextInt(i + 1), shuffled.get(i)));
        }
        shuffled.forEach(region -> {
            model.put(region.address(), region);
            assertThat(directory.enter(region)).isEmpty();
        });
        regions.forEach(this::checkAround);
        shuffled.subList(0, 19_000).forEach(region -> {
            model.remove(region.address());
            directory.remove(region);
        });
        regions.forEach(this::checkAround);
        Region all = region(1L << 46, 20_000 * 16_384L);
        assertThat(directory.enter(all)).hasSize(1_000);
        assertThat(directory.find(regions.get(10_000).address())).isSameAs(all);
    }

    @Test
    void reachesTheEndsOfTheAddressSpace() {
        enter(region(1, 4_096));
        enter(region(Long.MAX_VALUE - 4_096, 4_096));
        enter(region((1L << 47) - 4_096, 4_096));
        enter(region(1L << 47, 1L << 40));
        new ArrayList<>(model.values()).forEach(this::checkAround);
        check(0);
        check(Long.MAX_VALUE);
        check(-1);
        check(Long.MIN_VALUE);
    }

    @Test
    void impossibleAddressesAreNotFoundAndDoNoHarm() {
        Region neighbour = region(Long.MAX_VALUE - 100, 50);
        enter(neighbour);
        for (Region wrong : List.of(region(Long.MAX_VALUE - 10, 100), region(-4_096, 4_096), region(-4_096, 8_192))) {
            assertThat(directory.enter(wrong)).isEmpty();
            assertThat(directory.find(wrong.address())).isNull();
            directory.remove(wrong);
        }
        checkAround(neighbour);
    }

    @Test
    void aRegionIsRemovedOnlyByItself() {
        Region first = region(100, 50);
        enter(first);
        Region second = region(100, 50);
        enter(second);
        directory.remove(first);
        assertThat(directory.find(120)).isSameAs(second);
        directory.remove(region(120, 1));
        assertThat(directory.find(120)).isSameAs(second);
    }

    /** Regions that stay must be found at any time; regions that come and go are found completely or not at all. */
    @Test
    void lookUpsAreExactWhileOthersChangeTheDirectory() throws Exception {
        int stay = 1_000;
        Region[] staying = new Region[stay];
        for (int i = 0; i < stay; i++) {
            staying[i] = region(1_000_000L + i * 2_000L, 1_000);
            directory.enter(staying[i]);
        }
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService pool = Executors.newFixedThreadPool(3);
        try {
            List<Future<Long>> readers = new ArrayList<>();
            for (int r = 0; r < 2; r++) {
                int seed = r;
                readers.add(pool.submit(() -> lookUp(staying, done, seed)));
            }
            SplittableRandom random = new SplittableRandom(11);
            for (int round = 0; round < 20_000; round++) {
                Region passing = region(1_001_000L + random.nextInt(stay) * 2_000L, 1_000);
                directory.enter(passing);
                directory.remove(passing);
            }
            done.set(true);
            for (Future<Long> reader : readers) {
                assertThat(reader.get()).isPositive();
            }
        } finally {
            done.set(true);
            pool.shutdownNow();
        }
    }

    private long lookUp(Region[] staying, AtomicBoolean done, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long lookUps = 0;
        while (!done.get() || lookUps == 0) {
            int i = random.nextInt(staying.length);
            assertThat(directory.find(staying[i].address() + random.nextInt(1_000))).isSameAs(staying[i]);
            Region passing = directory.find(staying[i].address() + 1_000);
            assertThat(passing == null || passing.address() == staying[i].address() + 1_000).isTrue();
            lookUps++;
        }
        return lookUps;
    }
}

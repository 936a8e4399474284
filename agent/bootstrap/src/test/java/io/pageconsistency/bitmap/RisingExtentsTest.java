package io.pageconsistency.bitmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of ascending extents, and the set that replaces it if they are not ascending: both must give the same answers. */
class RisingExtentsTest {
    private static final long BASE = 1L << 40;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ascendingExtentsAreEnteredAndTakenBackOnce(boolean racing) {
        RisingExtents list = new RisingExtents(racing);
        for (int i = 0; i < 1_000; i++) {
            assertThat(list.handOut(i * 10L, 10)).isTrue();
        }
        assertThat(list.held()).isEqualTo(1_000);
        for (int i = 999; i >= 0; i -= 3) {
            assertThat(list.takeBack(i * 10L, i % 2 == 0 ? 10 : -1)).isTrue();
            assertThat(list.takeBack(i * 10L, 10)).isFalse();
        }
        assertThat(list.held()).isEqualTo(666);
        assertThat(list.at(0)).isEqualTo(new RisingExtents.Entry(0, 10, false));
        assertThat(list.at(10)).isEqualTo(new RisingExtents.Entry(10, 10, true));
        assertThat(list.at(11)).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void otherExtentsAreDeclined(boolean racing) {
        RisingExtents list = new RisingExtents(racing);
        assertThat(list.handOut(100, 50)).isTrue();
        assertThat(list.handOut(149, 1)).as("overlaps").isFalse();
        assertThat(list.handOut(0, 10)).as("falls").isFalse();
        assertThat(list.handOut(200, 0)).isFalse();
        assertThat(list.handOut(200, Integer.MAX_VALUE)).as("too large").isFalse();
        assertThat(list.handOut(-1, 1)).isFalse();
        assertThat(list.takeBack(100, 49)).as("another length").isFalse();
        assertThat(list.takeBack(101, -1)).isFalse();
        assertThat(list.takeBack(100, 50)).isTrue();
        list.clear();
        assertThat(list.at(100)).isNull();
        assertThat(list.handOut(0, 1)).isTrue();
    }

    /** Compares the answers with those of a plain map, for random operations. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithAMap(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ByteExtents extents = new ByteExtents(true, BASE, seed % 2 == 0);
        Map<Long, Long> model = new HashMap<>();
        long next = BASE;
        for (int step = 0; step < 4_000; step++) {
            long start = random.nextInt(100) == 0 ? BASE + random.nextInt(3_000) : next;
            long length = 1 + random.nextInt(40);
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    boolean free = model.entrySet().stream().noneMatch(e -> e.getKey() < start + length && e.getValue() > start);
                    assertThat(extents.handOut(start, length) == Finding.NONE).isEqualTo(free);
                    if (free) {
                        model.put(start, start + length);
                        next = start + length;
                    }
                }
                case 2, 3 -> {
                    if (!model.isEmpty()) {
                        long held = new ArrayList<>(model.keySet()).get(random.nextInt(model.size()));
                        assertThat(extents.takeBack(held, random.nextInt(10) == 0 ? 99 : model.get(held) - held))
                                .isEqualTo(extents.lengthAt(held) == -1 ? Finding.NONE : Finding.OTHER_LENGTH.at(held));
                        if (extents.lengthAt(held) == -1) {
                            model.remove(held);
                            assertThat(extents.cameBack(held)).isTrue();
                            assertThat(Finding.of(extents.takeBack(held, -1))).isEqualTo(Finding.ALREADY_FREE);
                        }
                    }
                }
                default -> {
                    if (model.isEmpty() || next > BASE + 100_000) {
                        model.keySet().forEach(held -> assertThat(extents.takeBack(held, -1)).isEqualTo(Finding.NONE));
                        model.clear();
                        extents.restart();
                        next = BASE;
                    }
                }
            }
            assertThat(extents.held()).isEqualTo(model.size());
        }
    }

    /** Without a fence a thread may enter a hand-out in the list, and not see that another thread has moved the list meanwhile. */
    @Test
    void whatComesIntoTheListAfterItWasMovedIsFound() {
        ByteExtents extents = new ByteExtents(true, BASE, false);
        extents.handOut(BASE, 8);
        assertThat(extents.first()).isEqualTo(BASE);
        assertThat(extents.enter(BASE + 8, 8)).isTrue();
        assertThat(extents.enter(BASE + 16, 8)).isTrue();

        assertThat(extents.held()).isEqualTo(3);
        assertThat(extents.lengthAt(BASE + 8)).isEqualTo(8);
        assertThat(extents.extentAt(BASE + 16)).isEqualTo(8);
        assertThat(extents.takeBack(BASE + 8, 8)).isEqualTo(Finding.NONE);
        assertThat(extents.cameBack(BASE + 8)).isTrue();
        assertThat(Finding.of(extents.takeBack(BASE + 8, 8))).isEqualTo(Finding.ALREADY_FREE);
        assertThat(extents.handOut(BASE + 20, 8)).isEqualTo(Finding.ALREADY_HELD.at(BASE + 16));
        assertThat(extents.enter(BASE + 24, 8)).isTrue();
        assertThat(extents.handOut(BASE + 30, 8)).isEqualTo(Finding.ALREADY_HELD.at(BASE + 24));
        assertThat(extents.held()).isEqualTo(3);
        assertThat(extents.clear()).isEqualTo(3);
    }

    /** One thread hands out, others take back, and one of them moves everything to the set. */
    @ParameterizedTest
    @CsvSource({"1, true, true", "2, true, true", "3, false, true", "4, false, true", "1, false, false", "2, false, false",
        "3, false, false", "4, true, false"})
    void isMovedWhileThreadsUseIt(int round, boolean racing, boolean movedByGiver) throws InterruptedException {
        ByteExtents extents = new ByteExtents(true, BASE, racing);
        ConcurrentLinkedQueue<Long> given = new ConcurrentLinkedQueue<>();
        AtomicInteger wrong = new AtomicInteger();
        int count = 5_000;
        AtomicInteger left = new AtomicInteger(count);
        List<Thread> threads = new ArrayList<>();
        threads.add(new Thread(() -> {
            for (int i = 0; i < count; i++) {
                wrong.addAndGet(extents.handOut(BASE + i * 8L, 8) == Finding.NONE ? 0 : 1);
                given.add(BASE + i * 8L);
                if (movedByGiver && i == count / 5 * round - 1) {
                    extents.first();
                }
            }
        }));
        for (int t = 0; t < 2; t++) {
            threads.add(new Thread(() -> {
                while (left.get() > 0) {
                    if (!movedByGiver && left.get() < count / 5 * round) {
                        extents.first();
                    }
                    Long start = given.poll();
                    if (start != null) {
                        wrong.addAndGet(extents.takeBack(start, 8) == Finding.NONE ? 0 : 1);
                        left.decrementAndGet();
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(wrong).hasValue(0);
        assertThat(extents.held()).isZero();
    }
}

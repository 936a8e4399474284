package io.pageconsistency.bitmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the operations on carved chunks accept, and what they leave, is what those of {@link PageMap} do, in every state. */
class CarvedCellsTest {
    private static final int PAGES = 4;
    private static final short FREE = Cell.of(Cell.K);
    private static final short START = Cell.of(Cell.H | Cell.S | Cell.K);
    private static final short DAMAGED = (short) (Cell.of(Cell.K) ^ 1 << 9);
    /** One cell of each kind that decides something. */
    private static final short[] KINDS = {FREE, START, Cell.of(Cell.H | Cell.K), Cell.of(Cell.R | Cell.H | Cell.S | Cell.K),
        Cell.of(Cell.R | Cell.H | Cell.K), Cell.of(Cell.NEVER), Cell.of(Cell.UNKNOWN), Cell.of(Cell.H | Cell.S | Cell.K | Cell.M), DAMAGED};

    private static PageMap inState(int state) {
        PageMap map = new PageMap(PAGES, false, false, true);
        for (int page = 0; page < PAGES; page++, state /= KINDS.length) {
            map.cells[page] = KINDS[state % KINDS.length];
        }
        return map;
    }

    private static void compare(int page, int count, BiPredicate<PageMap, Integer> carved, BiPredicate<PageMap, Integer> general) {
        int states = (int) Math.pow(KINDS.length, PAGES);
        int accepted = 0;
        for (int state = 0; state < states; state++) {
            PageMap one = inState(state);
            PageMap other = inState(state);
            boolean accepts = carved.test(one, page);
            assertThat(accepts).isEqualTo(general.test(other, page));
            assertThat(one.cells).isEqualTo(other.cells);
            accepted += accepts ? 1 : 0;
        }
        assertThat(accepted > 0).isEqualTo(page >= 0 && count > 0 && page + (long) count <= PAGES);
    }

    @Test
    void pagesAreJudgedAsInAPageMap() {
        for (int page : new int[] {Integer.MIN_VALUE, -1, 0, 1, 2, 3, 4, Integer.MAX_VALUE}) {
            for (int count : new int[] {Integer.MIN_VALUE, 0, 1, 2, 3, 4, Integer.MAX_VALUE}) {
                compare(page, count, (map, at) -> CarvedCells.fastHandOut(map.cells, at, count), (map, at) -> map.fastHandOut(at, count));
                compare(page, count, (map, at) -> CarvedCells.fastTakeBack(map.cells, at, count), (map, at) -> map.fastTakeBack(at, count));
            }
        }
    }

    /** Where each hand-out is one page, there is none that the next page could continue. */
    @Test
    void aSinglePageIsTakenBackOnceAndOnlyAfterItsHandOut() {
        for (int page : new int[] {Integer.MIN_VALUE, -1, 0, 3, 4, Integer.MAX_VALUE}) {
            compare(page, 1, (map, at) -> CarvedCells.fastTakeBackPage(map.cells, at), CarvedCellsTest::takeBackAlone);
        }
        short[] cells = {START};
        assertThat(CarvedCells.fastTakeBackPage(cells, 0)).isTrue();
        assertThat(CarvedCells.fastTakeBackPage(cells, 0)).isFalse();
    }

    private static boolean takeBackAlone(PageMap map, int page) {
        if (page < 0 || page >= PAGES || map.cells[page] != START) {
            return false;
        }
        map.cells[page] = FREE;
        return true;
    }

    /** Two threads free the same pages at the same moment: the compare-and-set lets one of them pass, each time. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    @Timeout(600)
    void oneOfTwoWhoFreeAtTheSameMomentIsRefused(int count) throws InterruptedException {
        int times = 20_000;
        short[] cells = new PageMap(PAGES, false, false, true).cells;
        AtomicInteger meetings = new AtomicInteger();
        AtomicInteger passed = new AtomicInteger();
        Runnable freeing = () -> {
            boolean passes = count == 1 ? CarvedCells.fastTakeBackPage(cells, 0) : CarvedCells.fastTakeBack(cells, 0, count);
            passed.addAndGet(passes ? 1 : 0);
        };
        Thread other = new Thread(() -> {
            for (int i = 0; i < times; i++) {
                meet(meetings);
                freeing.run();
                meet(meetings);
            }
        });
        Arrays.fill(cells, FREE);
        other.start();
        int wrong = 0;
        for (int i = 0; i < times; i++) {
            wrong += CarvedCells.fastHandOut(cells, 0, count) ? 0 : 1;
            meet(meetings);
            freeing.run();
            meet(meetings);
            wrong += passed.getAndSet(0) == 1 ? 0 : 1;
        }
        other.join();
        assertThat(wrong).as("times with no or two winners, or without a hand-out").isZero();
        assertThat(cells).containsOnly(FREE);
    }

    /** Waits for the other thread. */
    private static void meet(AtomicInteger meetings) {
        int both = (meetings.getAndIncrement() | 1) + 1;
        while (meetings.get() - both < 0) {
            Thread.yield();
        }
    }
}

package io.pageconsistency.freed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongConsumer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.verdict.Unit;

/** Each piece goes back to its pool once, and no pool waits for memory that it needs. */
class QuarantineTest {
    private static final int PAGE = 4_096;
    private static final int PAGES = 64;
    private static final int POOL = 1;
    private static final int OTHER_POOL = 2;

    /** Guards all memory that it is offered. */
    private static final class Everything implements Guard {
        @Override
        public boolean wantsAll() {
            return true;
        }

        @Override
        public boolean wants() {
            return true;
        }

        @Override
        public Guarded guard(Unit unit, Operation operation, long from, long end) {
            return new Whole(unit.region(), from, end);
        }
    }

    private static final class Whole extends Guarded {
        Whole(Region region, long from, long end) {
            super(region, from, end);
        }

        @Override
        public Runnable open(long start, long before, Why why) {
            return null;
        }

        @Override
        public Guarded rest(long start, long before) {
            return new Whole(region(), start, before);
        }
    }

    private final List<Long> back = Collections.synchronizedList(new ArrayList<>());
    private final Ledger ledger = new Ledger();
    private final Quarantine quarantine = new Quarantine(ledger.freed(), ledger.reports());
    private final Object owner = new Object();
    private final Region region = ledger.open("pool", owner, new Geometry(1L << 32, 0, (long) PAGES * PAGE, PAGE, true), true);
    private LongConsumer giving = ticket -> { };
    private boolean known = true;

    private final Quarantine.WayBack way = new Quarantine.WayBack() {
        @Override
        public boolean isKnown(Object each) {
            return known && each == owner;
        }

        @Override
        public void give(Object each, long ticket, long length) {
            assertThat(Thread.holdsLock(quarantine)).as("a pool may wait for whoever is in here").isFalse();
            giving.accept(ticket);
            back.add(ticket);
        }
    };

    @BeforeEach
    void guarding() {
        ledger.freed().add(new Everything());
        quarantine.begin(4 * PAGE, way);
    }

    private KeptBack piece(long page, int pool) {
        return new KeptBack(region, page, 1, Extent.NO_SLOT, page, PAGE, pool);
    }

    /** Hands a page out and gives it back; returns whether it was kept in quarantine. */
    private boolean give(long page, int pool) {
        ledger.reserve(region, page, 1);
        ledger.handOut(region, page, 1, page * PAGE, PAGE);
        ledger.takeBack(region, page, 1);
        return quarantine.keep(piece(page, pool));
    }

    private boolean give(long page) {
        return give(page, POOL);
    }

    @Test
    void theOldestGoesBackWhenThereIsTooMuch() {
        for (int page = 0; page < 6; page++) {
            assertThat(give(page)).isTrue();
        }
        assertThat(back).containsExactly(0L, 1L);
        assertThat(quarantine.pieces()).isEqualTo(4);
        assertThat(quarantine.bytes()).isEqualTo(4 * PAGE);
        assertThat(quarantine.of(region)).extracting(KeptBack::page).containsExactly(2L, 3L, 4L, 5L);
    }

    @Test
    void memoryThatIsFreedTwiceGoesBackOnce() {
        assertThat(give(0)).isTrue();
        assertThat(quarantine.keep(piece(0, POOL))).as("the pool must not have it now").isTrue();
        assertThat(quarantine.bytes()).isEqualTo(PAGE);
        quarantine.end();
        assertThat(back).containsExactly(0L);
    }

    @Test
    void onlyGuardedMemoryIsKept() {
        assertThat(quarantine.keep(piece(0, POOL))).isFalse();
        known = false;
        assertThat(give(1)).as("of a pool that is not known").isFalse();
        known = true;
        quarantine.begin(PAGE - 1, way);
        assertThat(give(2)).as("more than there is room for").isFalse();
        assertThat(quarantine.pieces()).isZero();
        assertThat(back).isEmpty();
    }

    @Test
    void nothingIsKeptBeforeItsBeginAndAfterItsEnd() {
        give(0);
        give(1);
        quarantine.end();
        assertThat(back).containsExactly(0L, 1L);
        assertThat(give(2)).isFalse();
        assertThat(quarantine.pieces()).isZero();
        assertThat(quarantine.bytes()).isZero();
        quarantine.begin(PAGE, way);
        assertThat(give(3)).isTrue();
    }

    @Test
    void aPoolGetsItsOwnMemory() {
        give(0, POOL);
        give(1, OTHER_POOL);
        give(2, POOL);
        assertThat(quarantine.has(POOL)).isTrue();
        quarantine.giveBack(POOL);
        assertThat(back).containsExactly(0L, 2L);
        assertThat(quarantine.has(POOL)).isFalse();
        assertThat(quarantine.has(OTHER_POOL)).isTrue();
        assertThat(quarantine.giveBackAll()).isTrue();
        assertThat(quarantine.giveBackAll()).isFalse();
    }

    @Test
    void memoryThatIsNoLongerGuardedGoesBack() {
        give(0);
        quarantine.giveBackUnguarded();
        assertThat(back).isEmpty();
        ledger.freed().clear();
        quarantine.giveBackUnguarded();
        assertThat(back).containsExactly(0L);
    }

    /** The error would otherwise reach a caller that has nothing to do with it. */
    @Test
    void anErrorOfThePoolIsSwallowedAndOtherPiecesGoBack() {
        giving = ticket -> {
            if (ticket == 0) {
                throw new AssertionError("the pool is broken");
            }
        };
        for (int page = 0; page < 5; page++) {
            assertThat(give(page)).isTrue();
        }
        quarantine.end();
        assertThat(back).containsExactly(1L, 2L, 3L, 4L);
        assertThat(ledger.reports().swallowedErrors()).isEqualTo(1);
    }

    @Test
    void memoryOfAClosedRegionDoesNotGoBack() {
        give(0);
        ledger.regions().close(region);
        quarantine.giveBackUnguarded();
        assertThat(back).isEmpty();
        assertThat(quarantine.pieces()).isZero();
        assertThat(quarantine.mayHave(region)).as("it was here when the pool went").isTrue();
    }

    /** The pool still exists; only its record was dropped. */
    @Test
    void memoryWhoseRecordIsDroppedGoesBack() {
        give(0);
        ledger.regions().abandon(region);
        quarantine.giveBackUnguarded();
        assertThat(back).containsExactly(0L);
    }

    @Test
    void aStackOverflowLosesNothing() {
        assertThat(give(0)).isTrue();
        ledger.reserve(region, 1, 1);
        ledger.handOut(region, 1, 1, PAGE, PAGE);
        ledger.takeBack(region, 1, 1);
        int[] kept = new int[1];
        giveAtTheEnd(kept);
        int pieces = quarantine.pieces();
        assertThat(pieces).isEqualTo(1 + Math.min(1, kept[0]));
        quarantine.end();
        assertThat(back).hasSize(pieces).doesNotHaveDuplicates();
    }

    /** Tries at each depth on the way back from a stack overflow until it succeeds. */
    private void giveAtTheEnd(int[] kept) {
        try {
            giveAtTheEnd(kept);
        } catch (StackOverflowError e) {
            // Here and above.
            Thread.onSpinWait();
        }
        if (kept[0] == 0 && quarantine.keep(piece(1, POOL))) {
            kept[0] = 1;
        }
    }

    @Test
    void concurrentThreadsLoseNothing() throws InterruptedException {
        CountDownLatch begin = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        List<Long> kept = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 4; i++) {
            int first = i * PAGES / 4;
            Thread thread = new Thread(() -> {
                try {
                    begin.await();
                } catch (InterruptedException e) {
                    return;
                }
                for (long page = first; page < first + PAGES / 4; page++) {
                    if (give(page)) {
                        kept.add(page);
                    }
                }
            });
            thread.start();
            threads.add(thread);
        }
        begin.countDown();
        quarantine.giveBackAll();
        quarantine.end();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(quarantine.pieces()).isZero();
        assertThat(back).containsExactlyInAnyOrderElementsOf(kept);
    }
}

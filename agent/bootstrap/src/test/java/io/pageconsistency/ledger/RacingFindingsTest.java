package io.pageconsistency.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;

import org.junit.jupiter.api.Test;

import io.pageconsistency.Operation;
import io.pageconsistency.Violation;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.LedgerListener;

/**
 * Threads that find a fault of the same memory at the same moment: there is one root cause, which is reported before its
 * follow-ups.
 */
class RacingFindingsTest {
    private static final int ROUNDS = 500;

    private final Bench bench = new Bench();
    private final Ledger ledger = bench.ledger;
    private final Region region = bench.open(64);

    private static List<Thread> started(int count, Runnable task) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        return threads;
    }

    private static void join(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** No finding is judged before all threads have one. */
    private void found(int count, Runnable task) throws InterruptedException {
        List<Thread> threads;
        synchronized (region) {
            threads = started(count, task);
            threads.forEach(thread -> await().until(() -> thread.getState() == Thread.State.BLOCKED));
        }
        join(threads);
    }

    @Test
    void oneOfTwoHandOutsOfHeldMemoryIsTheRootCause() throws Exception {
        bench.allocate(region, 4, 2);
        found(2, () -> bench.handOut(region, 4, 2));
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1", "DOUBLE_ALLOC 2 from 1");
        ledger.takeBack(region, 4, 2);
        found(2, () -> ledger.takeBack(region, 4, 2));
        assertThat(bench.findings().subList(2, 4)).as("all three give it back")
                .containsExactlyInAnyOrder("DOUBLE_FREE 3 from 1", "DOUBLE_FREE 4 from 1");
    }

    @Test
    void oneOfThreeConcurrentFreesIsRightAndOneIsTheRootCause() throws Exception {
        bench.allocate(region, 4, 2);
        ledger.takeBack(region, 4, 2);
        found(2, () -> ledger.takeBack(region, 4, 2));
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_FREE 2 from 1");
    }

    @Test
    void theSameHoldsForSlots() throws Exception {
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 5);
        found(2, () -> bench.handOutSlot(region, 9, 5));
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1", "DOUBLE_ALLOC 2 from 1");
    }

    @Test
    void theSameHoldsOffTheGrid() throws Exception {
        PoolParts trackedPools = new PoolParts(ledger);
        Region apart = trackedPools.open("apart", bench.owner, new Geometry(Bench.ADDRESS, 0, 64 * Bench.PAGE, Bench.PAGE, false), true);
        trackedPools.handOutBytes(apart, Bench.ADDRESS + 100, 50);
        List<Thread> threads;
        synchronized (apart) {
            threads = started(2, () -> trackedPools.handOutBytes(apart, Bench.ADDRESS + 100, 50));
            threads.forEach(thread -> await().until(() -> thread.getState() == Thread.State.BLOCKED));
        }
        join(threads);
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1", "DOUBLE_ALLOC 2 from 1");
    }

    @Test
    void eachRoundHasOneRootCause() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Region fresh = bench.open(64);
            bench.allocate(fresh, 4, 1);
            CyclicBarrier barrier = new CyclicBarrier(2);
            join(started(2, () -> {
                try {
                    barrier.await();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                bench.handOut(fresh, 4, 1);
            }));
        }
        assertThat(ledger.reports().violations()).isEqualTo(ROUNDS);
        assertThat(ledger.reports().followUps()).isEqualTo(ROUNDS);
    }

    /** The follow-up is found before the second listener was called for the root cause. */
    @Test
    void listenersAreCalledForTheRootCauseFirst() throws Exception {
        List<Violation> told = new CopyOnWriteArrayList<>();
        List<Thread> finders = new CopyOnWriteArrayList<>();
        bench.allocate(region, 4, 1);
        ledger.reports().add(new LedgerListener() {
            @Override
            public void violation(Violation violation) {
                if (!violation.isFollowUp()) {
                    finders.addAll(started(1, () -> bench.handOut(region, 4, 1)));
                    await().until(() -> ledger.reports().followUps() == 1
                            && finders.get(0).getState() != Thread.State.RUNNABLE);
                }
            }
        });
        ledger.reports().add(new LedgerListener() {
            @Override
            public void violation(Violation violation) {
                told.add(violation);
            }
        });
        bench.handOut(region, 4, 1);
        join(finders);
        assertThat(told).extracting(Violation::sequence).containsExactly(1, 2);
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1", "DOUBLE_ALLOC 2 from 1");
    }

    /** A listener that never returns does not block other threads for ever. */
    @Test
    void twoThreadsThatWaitForEachOtherGoOn() throws Exception {
        bench.allocate(region, 4, 1);
        ledger.reports().add(new LedgerListener() {
            @Override
            public void violation(Violation violation) {
                if (!violation.isFollowUp()) {
                    try {
                        join(started(1, () -> bench.handOut(region, 4, 1)));
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
        });
        bench.handOut(region, 4, 1);
        assertThat(ledger.reports().followUps()).isEqualTo(1);
    }

    /** An operation from before the fault that is recorded after it does not end the contest. */
    @Test
    void anOperationBeforeTheFindingEndsNoContest() {
        bench.allocate(region, 4, 1);
        ledger.takeBack(region, 4, 1);
        for (int i = 0; i < 3; i++) {
            ledger.takeBack(region, 4, 1);
            region.contests().pages.healthy(Operation.TAKE_BACK, region.placeOf(4), region.placeOf(5), region.findings() - 1);
        }
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_FREE 2 from 1", "DOUBLE_FREE 3 from 1");
        region.contests().pages.healthy(Operation.TAKE_BACK, region.placeOf(4), region.placeOf(5), region.findings());
        ledger.takeBack(region, 4, 1);
        assertThat(bench.findings()).last().isEqualTo("DOUBLE_FREE 4");
    }
}

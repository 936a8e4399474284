package io.pageconsistency.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.pageconsistency.Extent;
import io.pageconsistency.Holding;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;

class HeldTest {
    private static final long PAGE = 8_192;
    private static final long ADDRESS = 1L << 40;

    private final Ledger ledger = Checker.ofThisJvm(MethodHandles.lookup()).ledger();
    private final Object pool = new Object();
    private final Region region = ledger.open("test", pool, new Geometry(ADDRESS, 0, 64 * PAGE, PAGE, true), true);

    @AfterEach
    void end() {
        ledger.regions().replace(region);
    }

    private void take(long page, long count) {
        ledger.reserve(region, page, count);
        ledger.handOut(region, page, count, page * PAGE, count * PAGE);
    }

    private void giveBack(long page, long count) {
        ledger.takeBack(region, page, count);
        ledger.release(region, page, count);
    }

    private static Extent pages(long page, long count) {
        return new Extent(page, count, Extent.NO_SLOT, ADDRESS + page * PAGE, count * PAGE);
    }

    @Test
    void memoryHeldBeforeDoesNotCountAsTaken() {
        take(0, 8);
        Held before = Held.now();
        take(8, 3);

        assertThat(before.takenSince()).extracting(Holding::extent).containsExactly(pages(8, 3));
        giveBack(8, 3);
        assertThat(before.takenSince()).isEmpty();
    }

    @Test
    void theSameMemoryTakenAgainCountsAsTaken() {
        take(0, 8);
        Held before = Held.now();
        giveBack(0, 8);
        take(0, 8);

        assertThat(before.takenSince()).extracting(Holding::extent).containsExactly(pages(0, 8));
    }

    @Test
    void addedMemoryCountsAsHeldBefore() {
        Held before = Held.now();
        take(0, 8);
        Held told = before.and(before.takenSince());
        take(8, 3);

        assertThat(told.takenSince()).extracting(Holding::extent).containsExactly(pages(8, 3));
        assertThat(before.takenSince()).hasSize(2);
        giveBack(0, 8);
        take(0, 8);
        assertThat(told.takenSince()).hasSize(2);
    }

    @Test
    void anotherSizeIsAnotherPiece() {
        take(0, 8);
        Held before = Held.now();
        giveBack(0, 8);
        take(0, 4);

        assertThat(before.takenSince()).extracting(Holding::extent).containsExactly(pages(0, 4));
    }

    @Test
    void releasesAreWaitedFor() throws Exception {
        Held before = Held.now();
        take(0, 8);
        CountDownLatch waiting = new CountDownLatch(1);
        Thread other = new Thread(() -> {
            try {
                waiting.await();
            } catch (InterruptedException e) {
                return;
            }
            giveBack(0, 8);
        });
        other.start();
        waiting.countDown();

        assertThat(before.awaitReleased(Duration.ofMinutes(1))).isEmpty();
        other.join();
    }

    @Test
    void releasesAreNotWaitedForLongerThanTheLimit() {
        Held before = Held.now();
        take(0, 8);

        assertThat(before.awaitReleased(Duration.ofMillis(20))).hasSize(1);
        assertThat(before.awaitReleased(Duration.ZERO)).hasSize(1);
    }
}

package io.pageconsistency.freed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;

import io.pageconsistency.region.Region;

/** How guards end otherwise than by a claim: with their region, by a collected pool, by a repair. */
class EndOfGuardsTest extends FreedMemoryFixture {
    @Test
    void guardsEndWithTheirRegion() {
        guarded(open(true), 1, 1);
        ledger.close(ledger.find(BASE));
        guarded(open(true), 1, 1);
        open(true);
        guarded(ledger.find(BASE), 1, 1);
        ledger.regions().abandon(ledger.find(BASE));
        assertThat(guard.opened).extracting(opened -> opened.split(" ")[0]).containsExactly("CLOSED", "GONE", "DROPPED");
        assertThat(now()).isEqualTo("[]");
    }

    /** The memory may go when the second call returns, because the second caller may free it. */
    @Test
    void twoThreadsThatCloseARegionBothWaitForItsGuardsToEnd() throws InterruptedException {
        Region region = open(true);
        guarded(region, 1, 1);
        CountDownLatch opening = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        guard.opening = () -> {
            opening.countDown();
            awaitUninterruptibly(go);
        };
        Thread first = new Thread(() -> ledger.regions().abandon(region));
        List<String> guardedThen = new ArrayList<>();
        Thread second = new Thread(() -> {
            ledger.close(region);
            guardedThen.add(now());
        });
        first.start();
        opening.await();
        second.start();
        await().until(() -> second.getState() == Thread.State.BLOCKED || second.getState() == Thread.State.TERMINATED);
        go.countDown();
        first.join();
        second.join();
        assertThat(guardedThen).containsExactly("[]");
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Removing closed regions must not drop present guards. */
    @Test
    void noMemoryOfAClosingRegionStaysGuarded() {
        Region region = open(true);
        guarded(region, 1, 1);
        assertThat(region.end(Region.State.ABANDONED)).isTrue();
        ledger.freed().removeClosed();
        assertThat(now()).isEqualTo("[]");
        ledger.freed().regionClosed(region, Guarded.Why.DROPPED);
        assertThat(guard.opened).containsExactly("GONE " + PAGE + "-" + 2 * PAGE);
    }

    /** Its memory may have gone to the system unseen. */
    @Test
    void memoryOfACollectedPoolIsNotChecked() {
        Region region = open(true);
        guarded(region, 1, 1);
        ledger.freed().check(region);
        assertThat(guard.looked).isEqualTo(1);
        region.clear();
        ledger.freed().check(region);
        assertThat(guard.looked).isEqualTo(1);
    }

    @Test
    void unknownMemoryIsNoLongerGuarded() {
        Region region = open(true);
        guarded(region, 1, 4);
        ledger.failures().unrecorded(region, 2, 1);
        assertThat(guard.opened).containsExactly("DROPPED " + 2 * PAGE + "-" + 3 * PAGE);
        ledger.freed().clear();
        assertThat(now()).isEqualTo("[]");
        guarded(region, 1, 4);
        assertThat(now()).isEqualTo("[]");
    }

    /** A wrong operation must not end the guard. */
    @Test
    void aDoubleFreeLeavesItGuarded() {
        Region region = open(true);
        ledger.reserve(region, 1, 1);
        ledger.handOut(region, 1, 1, PAGE, PAGE);
        ledger.takeBack(region, 1, 1);
        noMore();
        ledger.takeBack(region, 1, 1);
        assertThat(ledger.reports().violations()).isEqualTo(1);
        assertThat(guard.now).hasSize(1);
        ledger.handOut(region, 1, 1, PAGE, PAGE);
        assertThat(now()).isEqualTo("[]");
    }

    /** Without guarded memory, operations take the fast path again. */
    @Test
    void marksEndWithTheGuards() {
        Region region = open(true);
        guarded(region, 8, 8);
        noMore();
        ledger.reserve(region, 8, 8);
        for (int page = 8; page < 16; page++) {
            assertThat(region.pages.isMarked(page)).isFalse();
        }
    }
}

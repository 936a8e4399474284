package io.pageconsistency.poison;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.pageconsistency.Operation;
import io.pageconsistency.Share;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.region.Traits;
import io.pageconsistency.report.LedgerListener;

/** Poisoned free memory, in an array. */
class PoisonTest {
    private static final int PAGE = 4_096;
    private static final int PAGES = 64;

    private final byte[] memory = new byte[PAGES * PAGE];
    private final Ledger ledger = new Ledger();
    private final Poison poison = new Poison(ledger, address -> null);
    private final Queue<Violation> found = new ConcurrentLinkedQueue<>();
    private Region region;
    private boolean looking;

    @BeforeEach
    void open() {
        ledger.reports().add(new LedgerListener() {
            @Override
            public void violation(Violation violation) {
                found.add(violation);
            }
        });
        poison.share(Share.ALL);
        region = ledger.open("pool", this, new Geometry(0, 0, PAGES * PAGE, PAGE, true), true);
        region.in(memory);
    }

    private void take(int page, int count) {
        ledger.reserve(region, page, count);
        ledger.handOut(region, page, count, (long) page * PAGE, (long) count * PAGE);
    }

    private void free(int page, int count) {
        ledger.takeBack(region, page, count);
        ledger.release(region, page, count);
    }

    private Violation only() {
        assertThat(found).singleElement().extracting(Violation::kind).isEqualTo(ViolationKind.WRITE_AFTER_FREE);
        return found.peek();
    }

    @Test
    void onlyFreeMemoryHasThePattern() {
        take(1, 2);
        free(1, 2);
        assertThat(memory[PAGE - 1]).isZero();
        assertThat(memory[PAGE]).isEqualTo((byte) 0xde);
        assertThat(memory[3 * PAGE - 1]).isEqualTo((byte) 0xee);
        assertThat(memory[3 * PAGE]).isZero();
        assertThat(poison.figures()).isEqualTo(new PoisonFigures(1, 2 * PAGE, 1, 0, 0));
        take(1, 2);
        assertThat(poison.figures()).isEqualTo(new PoisonFigures(0, 0, 1, 1, 0));
        assertThat(found).isEmpty();
    }

    @Test
    void aWriteIsFoundWhenTheMemoryIsUsedAgain() {
        take(1, 2);
        free(1, 2);
        memory[PAGE + 100] = 1;
        memory[PAGE + 105] = 2;
        take(2, 1);
        assertThat(found).as("another part").isEmpty();
        take(1, 1);
        Violation violation = only();
        assertThat(violation.operation()).isEqualTo(Operation.HAND_OUT);
        assertThat(violation.explanation()).contains("byte 100 (", "2 bytes have, up to byte 105", "01 ad f4 ee de 02");
        assertThat(violation.freedBy()).isNotNull().isNotSameAs(violation.allocatedBy());
        assertThat(violation.allocatedBy()).isNotNull();
        assertThat(violation.isFollowUp()).isFalse();
    }

    @Test
    void earlierHoldersAreNamed() throws InterruptedException {
        Thread before = new Thread(() -> {
            take(1, 2);
            free(1, 2);
        }, "before");
        before.start();
        before.join();
        take(1, 2);
        free(1, 2);
        memory[PAGE + 100] = 1;
        ledger.validate();
        assertThat(only().earlierTransfers()).extracting(each -> each.party().thread()).containsExactly("before", "before");
        assertThat(only().allocatedBy().thread()).isNotEqualTo("before");
    }

    @Test
    void damageFoundByAScanIsReportedOnce() {
        take(1, 2);
        free(1, 2);
        memory[PAGE + 100] ^= 4;
        ledger.validate();
        ledger.validate();
        assertThat(only().operation()).isEqualTo(Operation.SCAN);
        assertThat(only().explanation()).contains("only one bit differs");
        take(1, 2);
        free(1, 2);
        ledger.close(region);
        only();
    }

    @Test
    void damageIsFoundWhenTheRegionIsClosed() {
        take(5, 1);
        free(5, 1);
        memory[5 * PAGE] = 0;
        ledger.close(region);
        assertThat(only().operation()).isEqualTo(Operation.CLOSE);
    }

    @Test
    void contestedMemoryIsNotPoisoned() {
        take(5, 1);
        ledger.handOut(region, 5, 1, 5L * PAGE, PAGE);
        assertThat(found).singleElement().extracting(Violation::kind).isEqualTo(ViolationKind.DOUBLE_ALLOC);
        ledger.takeBack(region, 5, 1);
        assertThat(found).hasSize(1);
        assertThat(poison.figures().extents()).isZero();
    }

    @Test
    void aSamplePoisonsOnlyTheEdgesOfLargeMemory() {
        poison.share(Share.SAMPLED);
        take(0, 8);
        free(0, 8);
        assertThat(poison.figures().bytes()).isEqualTo(2 * PAGE);
        assertThat(memory[PAGE - 1]).isEqualTo((byte) 0xee);
        assertThat(memory[PAGE]).isZero();
        assertThat(memory[7 * PAGE]).isEqualTo((byte) 0xde);
        memory[3 * PAGE] = 1;
        take(2, 2);
        memory[8 * PAGE - 1] = 1;
        ledger.validate();
        assertThat(only().explanation()).contains("byte " + (8 * PAGE - 1));
    }

    @Test
    void aBudgetBoundsASample() {
        poison.share(Share.SAMPLED);
        long poisoned = 0;
        for (int i = 0; i < 1_000; i++) {
            take(i % PAGES, 1);
            free(i % PAGES, 1);
            poisoned = Math.max(poisoned, poison.figures().checked() + poison.figures().extents());
        }
        assertThat(poisoned).isEqualTo(100);
        poison.tick(10_000_000);
        take(1, 1);
        free(1, 1);
        assertThat(poison.figures().checked() + poison.figures().extents()).isGreaterThan(poisoned);
        assertThat(found).isEmpty();
    }

    /** Otherwise all transfers would take the slow path for ever. */
    @Test
    void memoryThatCannotBePoisonedUsesTheBudgetToo() {
        poison.share(Share.SAMPLED);
        Region other = ledger.regions().open("other", this, new Geometry(0, 0, PAGES * PAGE, PAGE, false), true, Traits.PART_OF_POOL, null);
        for (int i = 0; i < 200; i++) {
            ledger.pools().handOut(other, 1, 1, 0);
            ledger.pools().takeBackWhole(other, 1, 1);
        }
        assertThat(poison.wants()).isFalse();
        poison.tick(10_000_000);
        assertThat(poison.wants()).isTrue();
    }

    @Test
    void itCanBeginAgain() {
        ledger.clear();
        poison.share(Share.OFF);
        open();
        take(1, 1);
        free(1, 1);
        assertThat(poison.figures().extents()).isEqualTo(1);
    }

    @Test
    void nothingIsLeftWhenItEnds() {
        take(1, 2);
        free(1, 2);
        ledger.clear();
        assertThat(poison.figures().extents()).isZero();
        assertThat(poison.figures().bytes()).isZero();
    }

    /** Memory that one pool has taken back may be handed out by the other. */
    @Test
    void memoryOfTwoPoolsIsNotPoisoned() {
        long address = 1L << 32;
        Checker checker = new Checker();
        checker.nativeMemoryTracker().allocated(address, PAGES * PAGE);
        Poison here = checker.poison();
        here.install((at, length) -> ByteBuffer.wrap(memory, (int) (at - address), length).slice());
        here.share(Share.ALL);
        Region outer = part(checker, address, PAGES);
        for (int page = 0; page < 3; page++) {
            checker.ledger().pools().handOut(outer, page, 1, 0);
            checker.ledger().pools().takeBackWhole(outer, page, 1);
        }
        assertThat(here.figures().extents()).isEqualTo(3);
        checker.ledger().pools().handOut(outer, 1, 1, 0);
        part(checker, address + PAGE, 1);
        assertThat(here.figures().extents()).isEqualTo(2);
        checker.ledger().pools().takeBackWhole(outer, 1, 1);
        assertThat(here.figures().extents()).as("shared").isEqualTo(2);
        part(checker, address, 1);
        assertThat(here.figures().extents()).as("shared from here on").isEqualTo(1);
    }

    private Region part(Checker checker, long address, int pages) {
        return checker.ledger().regions().open("part", this, new Geometry(address, 0, (long) pages * PAGE, PAGE, false), true,
                Traits.PART_OF_UNTOUCHED_POOL, null);
    }

    /** Only blocks that the JDK allocated are poisoned. */
    @Test
    void unknownMemoryIsNotPoisoned() {
        poison.install((at, length) -> ByteBuffer.wrap(memory, 0, length).slice());
        Region mapped = ledger.regions().open("mapped", this, new Geometry(1L << 33, 0, PAGES * PAGE, PAGE, false), true,
                Traits.PART_OF_UNTOUCHED_POOL, null);
        ledger.pools().handOut(mapped, 1, 1, 0);
        ledger.pools().takeBackWhole(mapped, 1, 1);
        assertThat(poison.figures().extents()).isZero();
    }

    /** A hand-out waits for a check in progress. */
    @Test
    void memoryIsNotHandedOutWhileItIsChecked() throws InterruptedException {
        long address = 1L << 32;
        Thread holder = new Thread(() -> {
            take(1, 1);
            memory[PAGE] = 1;
        });
        Thread scanner = Thread.currentThread();
        poison.install((at, length) -> {
            if (Thread.currentThread() == scanner && holder.getState() == Thread.State.NEW && looking) {
                holder.start();
                while (holder.getState() != Thread.State.BLOCKED && holder.isAlive()) {
                    Thread.onSpinWait();
                }
            }
            return ByteBuffer.wrap(memory, (int) (at - address), length).slice();
        });
        region = ledger.open("pool", this, new Geometry(address, 0, PAGES * PAGE, PAGE, true), true);
        take(1, 1);
        free(1, 1);
        looking = true;
        ledger.validate();
        holder.join();
        assertThat(memory[PAGE]).isEqualTo((byte) 1);
        assertThat(found).isEmpty();
    }

    /** The scan runs while memory is handed out and written by its holders. */
    @Test
    void aScanNeverReportsAHoldersWrite() throws InterruptedException {
        int rounds = 3_000;
        CountDownLatch begun = new CountDownLatch(3);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            int first = t * 8;
            threads.add(new Thread(() -> {
                begun.countDown();
                for (int i = 0; i < rounds; i++) {
                    int page = first + i % 7;
                    take(page, 2);
                    memory[page * PAGE + i % PAGE] = (byte) i;
                    memory[(page + 2) * PAGE - 1] = (byte) i;
                    free(page, 2);
                }
            }));
        }
        threads.forEach(Thread::start);
        begun.await();
        while (threads.stream().anyMatch(Thread::isAlive)) {
            ledger.validate();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        ledger.close(region);
        assertThat(found).isEmpty();
        assertThat(poison.figures().checked()).isGreaterThan(3 * (rounds - 8));
    }
}

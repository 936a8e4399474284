package io.pageconsistency.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.StampedLock;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.pageconsistency.Validation;
import io.pageconsistency.Violation;
import io.pageconsistency.freed.Quarantine;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.LedgerListener;

/** The audit of a pool whose only book is the list of its free pages. */
class BookAuditorTest {
    private static final int PAGES = 8;

    private final Ledger ledger = new Checker().ledger();
    private final List<String> found = new ArrayList<>();
    private final Pool pool = new Pool();
    private final Region region = ledger.open("bench", pool, new Geometry(1L << 32, 0, PAGES * 4096, 4096, true), true);

    /** A pool in whose books all pages are free, except those that were removed from the set. */
    private static final class Pool implements Books {
        private final BitSet free = new BitSet();
        private Object lock = new ReentrantLock();
        private Runnable whileRead = () -> { };

        Pool() {
            free.set(0, PAGES);
        }

        @Override
        public boolean areBehindMonitors() {
            return !(lock instanceof ReentrantLock) && !(lock instanceof StampedLock);
        }

        @Override
        public boolean compare(Object owner, Comparison with) throws Throwable {
            return with.during(lock, () -> {
                whileRead.run();
                with.pages("the list", free);
            });
        }
    }

    @BeforeEach
    void listens() {
        ledger.auditor(new BookAuditor(ledger, owner -> owner instanceof Pool known ? known : null, List::of,
                new Quarantine(ledger.freed(), ledger.reports())));
        ledger.reports().add(new LedgerListener() {
            @Override
            public void violation(Violation violation) {
                found.add(violation.kind() + " " + violation.extent().page() + " " + violation.extent().pageCount());
            }
        });
    }

    private void claim(int page, int count) {
        ledger.reserve(region, page, count);
        pool.free.clear(page, page + count);
    }

    /** The pool's lock is a monitor, so another thread reads its books. */
    @Test
    void keepsNoAuditedPoolReachable() {
        Pool other = new Pool();
        other.lock = new Object();
        WeakReference<Pool> collected = new WeakReference<>(other);
        ledger.open("bench", other, new Geometry(2L << 32, 0, PAGES * 4096, 4096, true), true);
        assertThat(ledger.validate().getAudited()).isEqualTo(2);

        other = null;
        await().untilAsserted(() -> {
            System.gc();
            assertThat(collected.get()).isNull();
        });
    }

    @Test
    void booksThatAgreeGiveNoFinding() {
        claim(2, 3);
        Validation validation = ledger.validate();
        assertThat(validation.getAudited()).isEqualTo(1);
        assertThat(validation.getMismatches() + validation.getUnread()).isZero();
        assertThat(found).isEmpty();
    }

    @Test
    void eachRunThatDiffersIsReportedOnce() {
        claim(2, 3);
        pool.free.set(3);
        pool.free.clear(6, 8);
        assertThat(ledger.validate().getMismatches()).isEqualTo(2);
        assertThat(ledger.validate().getMismatches()).isZero();
        assertThat(found).containsExactly("METADATA_MISMATCH 3 1", "METADATA_MISMATCH 6 2");
    }

    @Test
    void theRestOfADifferenceIsNotReportedAgain() {
        claim(2, 4);
        pool.free.set(2, 6);
        ledger.validate();
        pool.free.clear(2, 4);
        ledger.validate();
        assertThat(found).containsExactly("METADATA_MISMATCH 2 4");
    }

    @Test
    void unknownPagesNeverDiffer() {
        claim(2, 3);
        region.pages.forget(2, 3, true);
        pool.free.set(2, 5);
        ledger.validate();
        assertThat(found).isEmpty();
    }

    @Test
    void aPoolWithoutBooksCountsNeitherAsAuditedNorAsUnread() {
        ledger.open("bench", new Object(), new Geometry(1L << 33, 0, 4096, 4096, true), true);
        Validation validation = ledger.validate();
        assertThat(validation.getAudited() + validation.getUnread()).isEqualTo(1);
    }

    /** An application may validate in the middle of an operation of the pool. */
    @Test
    void doesNotWaitForALockThatTheCallerHolds() {
        ReentrantLock lock = (ReentrantLock) pool.lock;
        lock.lock();
        assertThat(ledger.validate().getUnread()).isEqualTo(1);
        lock.unlock();
        pool.lock = new Object();
        synchronized (pool.lock) {
            assertThat(ledger.validate().getUnread()).isEqualTo(1);
        }
        StampedLock stamped = new StampedLock();
        pool.lock = stamped;
        long stamp = stamped.writeLock();
        assertThat(ledger.validate().getUnread()).isEqualTo(1);
        stamped.unlockWrite(stamp);
        assertThat(ledger.validate().getAudited()).isEqualTo(1);
    }

    /** One thread waits for the monitor. No other thread is started for it, and the caller does not wait. */
    @Test
    void doesNotWaitForAMonitorThatIsHeldForLong() throws InterruptedException {
        pool.lock = new Object();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch enough = new CountDownLatch(1);
        Thread holder = new Thread(() -> {
            synchronized (pool.lock) {
                held.countDown();
                try {
                    enough.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        holder.start();
        held.await();
        assertThat(ledger.validate().getUnread()).isEqualTo(1);
        assertThat(ledger.validate().getUnread()).isEqualTo(1);
        assertThat(Thread.getAllStackTraces().keySet()).filteredOn(thread -> thread.getName().equals("page-consistency audit")).hasSize(1);
        enough.countDown();
        holder.join();
    }

    @Test
    void aRegionThatEndsMeanwhileIsNotAudited() {
        claim(2, 3);
        pool.free.set(2, 5);
        pool.whileRead = () -> ledger.close(region);
        ledger.validate();
        assertThat(found).containsExactly("METADATA_MISMATCH 0 8");
    }

    @Test
    void anErrorInReadingIsSwallowedAndCounted() {
        pool.whileRead = () -> {
            throw new IllegalStateException("a book of another kind");
        };
        assertThat(ledger.validate().getUnread()).isEqualTo(1);
        assertThat(ledger.reports().swallowedErrors()).isEqualTo(1);
    }
}

package io.pageconsistency.ledger;

import static io.pageconsistency.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.bitmap.Cell;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.Incident;
import io.pageconsistency.report.LedgerListener;

/** How regions end: closed by the pool, by the collector's helpers, or with their owner. */
class ClosingTest {
    private final Bench bench = new Bench();
    private final Ledger ledger = bench.ledger;

    @AfterEach
    void nothingIsSwallowed() {
        assertThat(ledger.reports().swallowedErrors()).isZero();
    }

    @Test
    void aRunIsHeld() {
        Region region = bench.open(64);
        bench.allocate(region, 5, 3);
        bench.allocate(region, 8, 2);
        ledger.close(region);
        Violation violation = bench.only();
        assertThat(violation.kind()).isEqualTo(ViolationKind.REGION_CLOSED_IN_USE);
        assertThat(violation.operation()).isEqualTo(Operation.CLOSE);
        assertThat(violation.extent()).isEqualTo(new Extent(5, 3, Extent.NO_SLOT, Bench.ADDRESS + 5 * Bench.PAGE,
                3 * Bench.PAGE));
        assertThat(violation.explanation()).contains("5 of 64 pages held");
        ledger.close(region);
        assertThat(bench.findings()).as("closing again").hasSize(1);
    }

    @Test
    void aSlotIsHeld() {
        Region region = bench.open(64);
        bench.reserve(region, 5, 1);
        bench.allocateSlot(region, 5, 3);
        bench.allocate(region, 8, 2);
        ledger.close(region);
        assertThat(bench.only().kind()).isEqualTo(ViolationKind.REGION_CLOSED_IN_USE);
        assertThat(bench.only().extent().slot()).isEqualTo(3);
        assertThat(bench.only().explanation()).contains("3 of 64 pages held");
    }

    @Test
    void laterOperationsOfHoldersFollow() {
        Region region = bench.open(64);
        bench.allocate(region, 5, 3);
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 3);
        ledger.close(region);
        bench.free(region, 5, 3);
        bench.freeSlot(region, 9, 3);
        ledger.release(region, 9, 1);
        assertThat(bench.findings()).containsExactly("REGION_CLOSED_IN_USE 1", "DOUBLE_FREE 2 from 1",
                "DOUBLE_FREE 3 from 1", "DOUBLE_FREE 4 from 1", "DOUBLE_FREE 5 from 1", "DOUBLE_FREE 6 from 1");
        assertThat(ledger.reports().violations()).isEqualTo(1);
    }

    @Test
    void pagesAreOnlyClaimed() {
        Region region = bench.open(64);
        bench.reserve(region, 5, 3);
        ledger.close(region);
        assertThat(bench.only().kind()).isEqualTo(ViolationKind.METADATA_MISMATCH);
        assertThat(bench.only().explanation()).contains("3 of 64");
    }

    /** A pool was collected: claimed memory that was not held had been lost, unless it is in a cache. */
    @Test
    void claimedMemoryThatIsNotHeldIsLostWithItsPool() {
        Region region = bench.open(64);
        bench.reserve(region, 5, 3);
        bench.reserve(region, 20, 2);
        ledger.handOut(region, 20, 2, 20 * Bench.PAGE, 1);
        ledger.takeBack(region, 20, 2);
        bench.reserve(region, 30, 1);
        bench.allocateSlot(region, 30, 3);
        ledger.takeBackSlot(region, 30, 1, 3);
        bench.reserve(region, 40, 1);
        bench.allocateSlot(region, 40, 3);
        bench.freeSlot(region, 40, 3);
        region.clear();
        ledger.regions().close(region, () -> false);
        Violation violation = bench.only();
        assertThat(violation.kind()).isEqualTo(ViolationKind.LEAK);
        assertThat(violation.operation()).isEqualTo(Operation.CLOSE);
        assertThat(violation.extent().page()).isEqualTo(5);
        assertThat(violation.explanation()).as("a run without claimed slots may be kept")
                .contains(5 * Bench.PAGE + Bench.PAGE / 8 + " bytes in 3 pieces");
    }

    @Test
    void memoryThatMayBeInACacheIsNotLost() {
        Region region = bench.open(64);
        bench.reserve(region, 5, 3);
        region.clear();
        ledger.regions().close(region, () -> true);
        assertThat(bench.findings()).isEmpty();
    }

    @Test
    void anEarlierReportOfTheLossIsTheRootCause() {
        Region region = bench.open(64);
        bench.reserve(region, 5, 3);
        ledger.lost(Incident.of(ViolationKind.LEAK, Operation.TAKE_BACK), region, 5, 3, Extent.NO_SLOT);
        region.clear();
        ledger.regions().close(region, () -> false);
        assertThat(bench.findings()).containsExactly("LEAK 1", "LEAK 2 from 1");
    }

    @Test
    void listenersAreCalledForEveryEnd() {
        StringBuilder log = new StringBuilder();
        ledger.reports().add(new LedgerListener() {
            @Override
            public void opened(Region region) {
                log.append("opened ").append(region.id()).append(' ');
            }

            @Override
            public void closed(Region region, boolean collected) {
                log.append("closed ").append(region.id()).append(collected ? " collected " : " ");
            }
        });
        Region first = bench.open(64);
        bench.open(64);
        ledger.close(first);
        ledger.regions().forEach(ledger::close);
        assertThat(log).hasToString("opened 1 closed 1 opened 2 closed 2 ");
    }

    private static final class Closer {
        // Uses the deprecated finalizer on purpose: Netty's arenas up to 4.1 end in finalizers.
        private final Ledger ledger;
        private final Region region;

        Closer(Ledger ledger, Region region) {
            this.ledger = ledger;
            this.region = region;
        }

        @Override
        @SuppressWarnings({"deprecation", "removal"})
        protected void finalize() {
            ledger.close(region);
        }
    }

    @Test
    void byAFinalizerIsALeak() {
        Region region = bench.open(64);
        bench.allocate(region, 5, 3);
        abandonWithFinalizer(region);
        assertLeakOnceClosed(region);
    }

    private void abandonWithFinalizer(Region region) {
        assertThat(new Closer(ledger, region)).isNotNull();
    }

    @Test
    void byACleanerIsALeak() {
        Region region = bench.open(64);
        bench.allocate(region, 5, 3);
        Cleaner cleaner = Cleaner.create();
        abandonWithCleaner(cleaner, region);
        assertLeakOnceClosed(region);
    }

    private void abandonWithCleaner(Cleaner cleaner, Region region) {
        Ledger closing = ledger;
        cleaner.register(new Object(), () -> closing.close(region));
    }

    private void assertLeakOnceClosed(Region region) {
        await().until(() -> {
            System.gc();
            return !bench.violations.isEmpty();
        });
        assertThat(region.isOpen()).isFalse();
        assertThat(bench.only().kind()).isEqualTo(ViolationKind.LEAK);
        assertThat(ledger.reports().leaks()).isEqualTo(1);
        assertThat(ledger.reports().violations()).as("a leak does not count").isZero();

        // Holders that are not collected yet may go on; there are no findings about them.
        bench.free(region, 5, 3);
        bench.free(region, 5, 3);
        bench.reserve(region, 20, 1);
        bench.reserve(region, 20, 1);
        ledger.close(region);
        assertThat(bench.violations).hasSize(1);
        assertThat(ledger.ignoredFindings()).isPositive();
    }

    @Test
    void byACleanerWithNothingHeldIsNoFinding() {
        Region region = bench.open(64);
        bench.reserve(region, 5, 3);
        Cleaner cleaner = Cleaner.create();
        abandonWithCleaner(cleaner, region);
        await().until(() -> {
            System.gc();
            return !region.isOpen();
        });
        ledger.release(region, 5, 3);
        assertThat(bench.findings()).isEmpty();
    }

    @Test
    void theEndOfACollectedOwnerIsNoFinding() {
        Region region = bench.open(64);
        bench.reserve(region, 5, 3);
        region.clear(); // as the collector does before the owner's finalizer runs, on whatever thread
        ledger.close(region);
        ledger.release(region, 5, 3);
        assertThat(bench.findings()).isEmpty();
    }

    @Test
    void withItsOwnerWhileHeldIsALeak() {
        Region region = openForAbandonedOwner();
        bench.allocate(region, 5, 3);
        collect(region);
        assertThat(bench.only().kind()).isEqualTo(ViolationKind.LEAK);
        assertThat(ledger.reports().leaks()).isEqualTo(1);
        assertThat(ledger.reports().violations()).isZero();
        assertThat(ledger.find(Bench.ADDRESS)).isNull();
        bench.free(region, 5, 3);
        bench.free(region, 5, 3);
        assertThat(bench.violations).hasSize(1);
        assertThat(ledger.ignoredFindings()).isPositive();
    }

    @Test
    void withItsOwnerWhileNothingIsHeldIsNoFinding() {
        Region region = openForAbandonedOwner();
        bench.reserve(region, 5, 3);
        collect(region);
        assertThat(bench.findings()).isEmpty();
    }

    @Test
    void withItsOwnerAndDamagedReportsTheDamageAndNoLeak() {
        Region region = openForAbandonedOwner();
        region.pages.flip(24, Cell.H);
        collect(region);
        assertThat(bench.only().kind()).isEqualTo(ViolationKind.BITMAP_CORRUPTION);
    }

    private Region openForAbandonedOwner() {
        return ledger.open("bench", new Object(), new Geometry(Bench.ADDRESS, 0, 64 * Bench.PAGE, Bench.PAGE, true), true);
    }

    private void collect(Region region) {
        // As the collector does.
        region.clear();
        region.enqueue();
        ledger.regions().drainCollected();
        assertThat(region.isOpen()).isFalse();
        assertThat(ledger.regions()).isEmpty();
    }

    @Test
    void theLedgerKeepsNoOwnerAlive() {
        WeakReference<Object> owner = openAndForget();
        await().until(() -> {
            System.gc();
            return owner.refersTo(null);
        });
        // The collector clears references first and queues them a little later.
        await().untilAsserted(() -> {
            Region next = bench.open(8);
            assertThat(ledger.regions()).as("the next opening clears it away").containsExactly(next);
        });
    }

    private WeakReference<Object> openAndForget() {
        Object owner = new Object();
        ledger.open("bench", owner, new Geometry(1L << 40, 0, Bench.PAGE, Bench.PAGE, true), true);
        return new WeakReference<>(owner);
    }
}

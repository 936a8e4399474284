package io.pageconsistency.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.pageconsistency.Operation;
import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.LedgerListener;

/** From the calls of woven pools to the ledger. */
class PoolTrackerTest {
    private static final long PAGE = 8_192;
    private static final AtomicLong NEXT_ADDRESS = new AtomicLong(1L << 44);

    /** A pool's chunk with the agent's field, and one without. */
    private static class Chunk {
        final Long memory = NEXT_ADDRESS.getAndAdd(1L << 30);
    }

    private static final class CarryingChunk extends Chunk implements RegionCarrier {
        private Region region;

        @Override
        public Region pageConsistencyRegion() {
            return region;
        }

        @Override
        public void pageConsistencyRegion(Region newRegion) {
            region = newRegion;
        }
    }

    private final CheckerBench bench = new CheckerBench();

    private static Chunk chunk(boolean carrying) {
        return carrying ? new CarryingChunk() : new Chunk();
    }

    private void open(Chunk chunk) {
        bench.regions.opened("hooked", chunk, chunk.memory, 0, 64 * PAGE, PAGE, true);
    }

    private void allocate(Chunk chunk, long page, long count) {
        bench.pools.reserved(chunk, page, count);
        bench.pools.handedOut(chunk, page, count, page * PAGE, count * PAGE);
    }

    private void free(Chunk chunk, long page, long count) {
        bench.pools.takingBack(chunk, page, count);
        bench.pools.releasing(chunk, page, count);
    }

    /** Wants operations, and fails when it gets one. */
    private static final class Failing implements LedgerListener {
        private boolean named;

        @Override
        public boolean wantsOperations() {
            if (named) {
                throw new OutOfMemoryError("no heap");
            }
            named = true;
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void healthyTransfersAreCounted(boolean carrying) {
        Chunk chunk = chunk(carrying);
        assertThat(bench.regions.tracks(chunk)).isFalse();
        open(chunk);
        assertThat(bench.regions.tracks(chunk)).isTrue();
        assertThat(bench.regions.isInstalled()).isTrue();
        assertThat(bench.regions()).isEqualTo(1);
        allocate(chunk, 3, 10);
        bench.pools.reserved(chunk, 20, 1);
        bench.pools.slotReserved(chunk, 20, 1, 8, PAGE / 8, 2);
        bench.pools.slotHandedOut(chunk, 20, 1, 2, 20 * PAGE + 2 * PAGE / 8, PAGE / 8);
        assertThat(bench.pagesReserved()).isEqualTo(11);
        assertThat(bench.pagesHeld()).isEqualTo(11);
        bench.pools.slotTakingBack(chunk, 20, 1, 2);
        bench.pools.slotReleasing(chunk, 20, 1, 2);
        bench.pools.releasing(chunk, 20, 1);
        free(chunk, 3, 10);
        assertThat(bench.pagesHeld()).isZero();
        assertThat(bench.pagesReserved()).isZero();
        assertThat(bench.ledger.validate().getDamaged()).isZero();
        bench.regions.closing(chunk);
        assertThat(bench.regions()).isZero();
        bench.assertNothingWrong();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void findingsReachAListener(boolean carrying) {
        Chunk chunk = chunk(carrying);
        open(chunk);
        allocate(chunk, 3, 10);
        for (int i = 0; i < 3; i++) {
            bench.pools.takingBack(chunk, 3, 10);
        }
        assertThat(bench.violations).extracting(Violation::kind)
                .containsExactly(ViolationKind.DOUBLE_FREE, ViolationKind.DOUBLE_FREE);
        assertThat(bench.violations.get(0).extent().address()).isEqualTo(chunk.memory + 3 * PAGE);
        assertThat(bench.violations.get(0).allocator()).isEqualTo("hooked");
        assertThat(bench.ledger.reports().violations()).isEqualTo(1);
        assertThat(bench.ledger.reports().violations(ViolationKind.DOUBLE_FREE)).isEqualTo(1);
        assertThat(bench.ledger.reports().followUps()).isEqualTo(1);
        bench.ledger.reports().remove(bench);
        bench.pools.takingBack(chunk, 3, 10);
        assertThat(bench.violations).hasSize(2);
        bench.assertNothingLost();
    }

    /** The pool skips some bytes to align its first page. */
    @Test
    void pagesBeginAfterSkippedBytes() {
        Chunk chunk = new Chunk();
        bench.regions.opened("hooked", chunk, chunk.memory, 48, 64 * PAGE, PAGE, true);
        bench.pools.reserved(chunk, 3, 1);
        bench.pools.handedOut(chunk, 3, 1, 48 + 3 * PAGE, PAGE);
        free(chunk, 3, 1);
        bench.assertNothingWrong();
        bench.pools.takingBack(chunk, 3, 1);
        assertThat(bench.violations).singleElement().extracting(violation -> violation.extent().address())
                .isEqualTo(chunk.memory + 48 + 3 * PAGE);
    }

    /** Memory on the heap has no address by which a new region could replace the old one. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anOwnerOfMemoryOnTheHeapHasOneRegionAtATime(boolean carrying) {
        Chunk chunk = chunk(carrying);
        for (int use = 0; use < 3; use++) {
            bench.regions.opened("hooked", chunk, "an array", 0, 64 * PAGE, PAGE, true);
            allocate(chunk, 3, 10);
            assertThat(bench.regions()).isEqualTo(1);
            assertThat(bench.pagesHeld()).isEqualTo(10);
        }
        bench.assertNothingWrong();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anOwnerUsedAnewHasANewRegion(boolean carrying) {
        Chunk chunk = chunk(carrying);
        open(chunk);
        allocate(chunk, 3, 10);
        open(chunk);
        allocate(chunk, 3, 10);
        free(chunk, 3, 10);
        bench.regions.closing(chunk);
        bench.regions.closing(chunk);
        bench.assertNothingWrong();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAdoptedOwnerKeepsItsRegion(boolean carrying) {
        Chunk chunk = chunk(carrying);
        bench.regions.adopted("hooked", chunk, chunk.memory, 0, 64 * PAGE, PAGE, true);
        bench.pools.takingBack(chunk, 3, 10);
        bench.regions.adopted("hooked", chunk, chunk.memory, 0, 64 * PAGE, PAGE, true);
        bench.assertNothingWrong();
        bench.pools.takingBack(chunk, 3, 10);
        assertThat(bench.violations).extracting(Violation::kind).containsExactly(ViolationKind.DOUBLE_FREE);
    }

    @Test
    void anEndedOwnerIsStillJudged() {
        Chunk chunk = new Chunk();
        open(chunk);
        allocate(chunk, 3, 10);
        bench.regions.closing(chunk);
        bench.pools.takingBack(chunk, 3, 10);
        assertThat(bench.violations).extracting(Violation::kind)
                .containsExactly(ViolationKind.REGION_CLOSED_IN_USE, ViolationKind.DOUBLE_FREE);
        assertThat(bench.violations.get(1).cause()).isEqualTo(bench.violations.get(0).sequence());
    }

    @Test
    void aFailedTakeBackMayBeRepeated() {
        Chunk chunk = new Chunk();
        open(chunk);
        allocate(chunk, 3, 10);
        bench.pools.takingBack(chunk, 3, 10);
        bench.pools.takeBackFailed(chunk, 3, 10);
        free(chunk, 3, 10);
        bench.pools.reserved(chunk, 20, 1);
        bench.pools.slotReserved(chunk, 20, 1, 8, PAGE / 8, 2);
        bench.pools.slotHandedOut(chunk, 20, 1, 2, 20 * PAGE + 2 * PAGE / 8, PAGE / 8);
        bench.pools.slotTakingBack(chunk, 20, 1, 2);
        bench.pools.slotTakeBackFailed(chunk, 20, 2);
        bench.pools.slotTakingBack(chunk, 20, 1, 2);
        bench.assertNothingWrong();
    }

    @Test
    void memoryOfAnUnknownOwnerIsCounted() {
        Chunk stranger = new Chunk();
        bench.pools.reserved(stranger, 0, 1);
        bench.pools.releasing(stranger, 0, 1);
        bench.pools.handedOut(stranger, 0, 1, 0, 1);
        bench.pools.takingBack(stranger, 0, 1);
        bench.pools.slotReserved(stranger, 0, 1, 8, 8, 0);
        bench.pools.slotReleasing(stranger, 0, 1, 0);
        bench.pools.slotHandedOut(stranger, 0, 1, 0, 0, 1);
        bench.pools.slotTakingBack(stranger, 0, 1, 0);
        assertThat(bench.regions.untracked()).isEqualTo(8);
        bench.pools.takeBackFailed(stranger, 0, 1);
        bench.pools.slotTakeBackFailed(stranger, 0, 0);
        bench.regions.closing(stranger);
        assertThat(bench.regions.untracked()).isEqualTo(8);
        assertThat(bench.violations).isEmpty();
        assertThat(bench.swallowedErrors()).isZero();
    }

    @Test
    void errorsOfTheAgentDoNotReachTheApplication() {
        Chunk chunk = new Chunk();
        bench.regions.install(memory -> {
            throw new IllegalStateException("no address");
        });
        open(chunk);
        bench.regions.adopted("hooked", chunk, chunk.memory, 0, 64 * PAGE, PAGE, true);
        assertThat(bench.swallowedErrors()).isEqualTo(2);
        assertThat(bench.ledger.reports().firstSwallowedError()).isNotNull();
        bench.regions.install(memory -> 0);
        bench.regions.opened("hooked", chunk, chunk.memory, 0, 0, PAGE, true);
        assertThat(bench.swallowedErrors()).isEqualTo(3);
    }

    @Test
    void anUnrecordedOperationCausesNoFinding() {
        Chunk chunk = new Chunk();
        open(chunk);
        bench.pools.reserved(chunk, 20, 2);
        bench.pools.slotReserved(chunk, 20, 2, Integer.MAX_VALUE, PAGE / 4, 3); // more slots than can be recorded
        assertThat(bench.swallowedErrors()).isEqualTo(1);
        bench.pools.slotHandedOut(chunk, 20, 2, 3, 20 * PAGE + 3 * PAGE / 4, PAGE / 4);
        bench.pools.slotTakingBack(chunk, 20, 2, 3);
        bench.pools.slotReserved(chunk, 20, 2, 8, PAGE / 4, 4);
        bench.pools.slotHandedOut(chunk, 20, 2, 4, 20 * PAGE + PAGE, PAGE / 4);
        bench.pools.slotTakingBack(chunk, 20, 2, 4);
        bench.pools.slotReleasing(chunk, 20, 2, 4);
        bench.pools.slotReleasing(chunk, 20, 2, 3);
        bench.pools.releasing(chunk, 20, 2);
        assertThat(bench.violations).isEmpty();
        bench.pools.releasing(chunk, 20, 2);
        assertThat(bench.violations).as("and what comes after it is judged again").extracting(Violation::kind)
                .containsExactly(ViolationKind.DOUBLE_FREE);
    }

    /** It is not known at which point recording failed, so all slots of the run become unknown. */
    @Test
    void anOperationOfWhichRecordingFailedLeavesTheSlotsOfItsRunUnknown() {
        Chunk chunk = new Chunk();
        open(chunk);
        bench.pools.reserved(chunk, 20, 1);
        bench.pools.slotReserved(chunk, 20, 1, 8, PAGE / 8, 2);
        bench.ledger.operations(new Failing());
        try {
            bench.pools.slotHandedOut(chunk, 20, 1, 2, 20 * PAGE + 2 * PAGE / 8, PAGE / 8);
        } finally {
            bench.ledger.operations(null);
        }
        bench.pools.slotTakingBack(chunk, 20, 1, 2);
        bench.pools.slotReleasing(chunk, 20, 1, 2);
        bench.pools.releasing(chunk, 20, 1);
        assertThat(bench.violations).isEmpty();
        assertThat(bench.swallowedErrors()).isEqualTo(1);
    }

    /** Two threads use an owner from before the agent; one waits until the other has adopted it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoThreadsAdoptOneRegion(boolean carrying) throws InterruptedException {
        CountDownLatch inTheMiddle = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        bench.regions.install(memory -> {
            if (inTheMiddle.getCount() > 0) {
                inTheMiddle.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return 0;
        });
        Chunk chunk = chunk(carrying);
        Runnable adopts = () -> bench.regions.adopted("hooked", chunk, chunk.memory, 0, 64 * PAGE, PAGE, true);
        Thread first = new Thread(adopts);
        first.start();
        inTheMiddle.await();
        Thread second = new Thread(adopts);
        second.start();
        second.join(50);
        goOn.countDown();
        first.join();
        second.join();
        assertThat(bench.regions()).isEqualTo(1);
        bench.assertNothingWrong();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anOperationOfWhichRecordingFailedLeavesItsPagesUnknown(boolean carrying) {
        Chunk chunk = chunk(carrying);
        open(chunk);
        bench.ledger.operations(new Failing());
        try {
            bench.pools.reserved(chunk, 3, 10);
            bench.pools.handedOut(chunk, 3, 10, 3 * PAGE, 10 * PAGE);
        } finally {
            bench.ledger.operations(null);
        }
        assertThat(bench.swallowedErrors()).isEqualTo(2);
        assertThat(bench.pagesHeld()).isZero();
        free(chunk, 3, 10);
        assertThat(bench.violations).isEmpty();
        free(chunk, 3, 10);
        assertThat(bench.violations).isNotEmpty();
    }

    private static void assertRefusedOnce(Supplier<Throwable> transfer) {
        assertRefusedFor(Operation.RESERVE, transfer.get());
        assertThat(transfer.get()).isNull();
    }

    private static void assertRefusedFor(Operation operation, Throwable refused) {
        assertThat(refused).isInstanceOfSatisfying(PageConsistencyError.class,
                error -> assertThat(error.violation().operation()).isEqualTo(operation));
    }

    /** The pool's own operations cannot be refused; the violation is thrown at the next transfer of the memory. */
    @Test
    void everyTransferChecksForACarriedViolation() {
        bench.ledger.policy().refuse(Set.of("hooked"));
        try {
            Chunk chunk = new Chunk();
            open(chunk);
            bench.pools.reserved(chunk, 3, 2);
            bench.pools.reserved(chunk, 3, 2);
            assertRefusedOnce(() -> bench.refusing.handingOut(chunk, 3, 2, 3 * PAGE, 2 * PAGE));
            bench.pools.reserved(chunk, 3, 2);
            assertRefusedFor(Operation.RESERVE, bench.refusing.takingBack(chunk, 3, 2));
            bench.pools.reserved(chunk, 20, 1);
            bench.pools.slotReserved(chunk, 20, 1, 8, PAGE / 8, 2);
            bench.pools.slotReserved(chunk, 20, 1, 8, PAGE / 8, 2);
            assertRefusedOnce(() -> bench.refusing.slotHandingOut(chunk, 20, 1, 2, 20 * PAGE + 2 * PAGE / 8, PAGE / 8));
            bench.pools.slotReserved(chunk, 20, 1, 8, PAGE / 8, 2);
            assertRefusedFor(Operation.RESERVE, bench.refusing.slotTakingBack(chunk, 20, 1, 2));
            Chunk whole = new Chunk();
            bench.regions.opened("hooked", whole, whole.memory, 0, 3 * PAGE, 3 * PAGE, false);
            bench.pools.releasing(whole, 0, 1);
            assertRefusedFor(Operation.RELEASE, bench.refusing.handingOutWhole(whole, 3 * PAGE));
        } finally {
            bench.ledger.policy().report();
        }
        bench.assertNothingLost();
    }

    /** With on-violation=throw, hand-outs are judged before they take place. */
    @Test
    void aHandOutInWhichThePoolFailsHasNotTakenPlace() {
        Chunk chunk = new Chunk();
        open(chunk);
        bench.pools.reserved(chunk, 3, 10);
        bench.pools.reserved(chunk, 20, 1);
        bench.pools.slotReserved(chunk, 20, 1, 8, PAGE / 8, 2);
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThat(bench.refusing.handingOut(chunk, 3, 10, 3 * PAGE, 10 * PAGE)).isNull();
            assertThat(bench.refusing.slotHandingOut(chunk, 20, 1, 2, 20 * PAGE + 2 * PAGE / 8, PAGE / 8)).isNull();
            bench.refusing.handOutFailed(chunk, 3, 10);
            bench.refusing.slotHandOutFailed(chunk, 20, 2);
            assertThat(bench.pagesHeld()).isZero();
        }
        bench.pools.slotReleasing(chunk, 20, 1, 2);
        bench.pools.releasing(chunk, 20, 1);
        bench.pools.releasing(chunk, 3, 10);
        bench.assertNothingWrong();
    }

    /** The pool's positions need not begin at 0. */
    @Test
    void aWholeRegionIsHandedOutFromItsBeginning() {
        Chunk chunk = new Chunk();
        bench.regions.opened("hooked", chunk, chunk.memory, 48, 3 * PAGE, 3 * PAGE, false);
        assertThat(bench.refusing.handingOutWhole(chunk, 3 * PAGE)).isNull();
        assertThat(bench.pagesHeld()).isEqualTo(1);
        assertThat(bench.refusing.takingBack(chunk, 0, 1)).isNull();
        bench.regions.closing(chunk);
        bench.assertNothingWrong();
    }

    @Test
    void aRefusingHookThatFailsLeavesItsPagesUnknown() {
        Chunk chunk = new Chunk();
        open(chunk);
        bench.pools.reserved(chunk, 3, 10);
        bench.ledger.operations(new Failing());
        try {
            assertThat(bench.refusing.handingOut(chunk, 3, 10, 3 * PAGE, 10 * PAGE)).isNull();
        } finally {
            bench.ledger.operations(null);
        }
        assertThat(bench.pagesHeld()).isZero();
        assertThat(bench.refusing.takingBack(chunk, 3, 10)).isNull();
        assertThat(bench.violations).isEmpty();
    }
}

package io.pageconsistency.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.pageconsistency.Operation;
import io.pageconsistency.PageConsistency;
import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.ViolationListener;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.LedgerListener;

/** The way from woven code to the ledger of this virtual machine, and what a program can ask about it. */
class PoolHooksTest {
    private static final long PAGE = 8_192;
    private static final AtomicLong NEXT_ADDRESS = new AtomicLong(1L << 44);

    /** What a pool's chunk looks like once the agent has added its field, and without it. */
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

    private final List<Violation> violations = new ArrayList<>();
    private final ViolationListener listener = violations::add;
    private final long violationsBefore = PageConsistency.violations();
    private final long swallowedBefore = PageConsistency.swallowedErrors();
    private final long untrackedBefore = PoolHooks.untracked();

    @BeforeEach
    void listen() {
        PoolHooks.install(MethodHandles.lookup(), memory -> memory instanceof Long address ? address : 0);
        PageConsistency.addListener(listener);
    }

    @AfterEach
    void leaveNothingBehind() {
        PageConsistency.removeListener(listener);
        PoolHooks.uninstall(MethodHandles.lookup());
    }

    private static Chunk chunk(boolean carrying) {
        return carrying ? new CarryingChunk() : new Chunk();
    }

    private static void open(Chunk chunk) {
        PoolHooks.opened("hooked", chunk, chunk.memory, 0, 64 * PAGE, PAGE, true);
    }

    private static void allocate(Chunk chunk, long page, long count) {
        PoolHooks.reserved(chunk, page, count);
        PoolHooks.handedOut(chunk, page, count, page * PAGE, count * PAGE);
    }

    private static void free(Chunk chunk, long page, long count) {
        PoolHooks.takingBack(chunk, page, count);
        PoolHooks.releasing(chunk, page, count);
    }

    private void assertNothingWrong() {
        assertThat(violations).isEmpty();
        assertThat(PageConsistency.violations()).isEqualTo(violationsBefore);
        assertNothingLost();
    }

    private void assertNothingLost() {
        assertThat(PageConsistency.swallowedErrors()).isEqualTo(swallowedBefore);
        assertThat(PoolHooks.untracked()).isEqualTo(untrackedBefore);
    }

    /** Wants operations, and fails when it is asked for one. */
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
    void aHealthyLifeIsSeenAndFoundHealthy(boolean carrying) {
        Chunk chunk = chunk(carrying);
        assertThat(PoolHooks.tracked(chunk)).isFalse();
        open(chunk);
        assertThat(PoolHooks.tracked(chunk)).isTrue();
        assertThat(PoolHooks.installed()).isTrue();
        assertThat(PageConsistency.isActive()).isTrue();
        assertThat(PageConsistency.regions()).isEqualTo(1);
        allocate(chunk, 3, 10);
        PoolHooks.reserved(chunk, 20, 1);
        PoolHooks.slotReserved(chunk, 20, 1, 8, PAGE / 8, 2);
        PoolHooks.slotHandedOut(chunk, 20, 1, 2, 20 * PAGE + 2 * PAGE / 8, PAGE / 8);
        assertThat(PageConsistency.pagesReserved()).isEqualTo(11);
        assertThat(PageConsistency.pagesHeld()).isEqualTo(11);
        PoolHooks.slotTakingBack(chunk, 20, 1, 2);
        PoolHooks.slotReleasing(chunk, 20, 1, 2);
        PoolHooks.releasing(chunk, 20, 1);
        free(chunk, 3, 10);
        assertThat(PageConsistency.pagesHeld()).isZero();
        assertThat(PageConsistency.pagesReserved()).isZero();
        assertThat(PageConsistency.validate().getDamaged()).isZero();
        PoolHooks.closing(chunk);
        assertThat(PageConsistency.regions()).isZero();
        assertNothingWrong();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void findingsReachTheProgramsListener(boolean carrying) {
        Chunk chunk = chunk(carrying);
        open(chunk);
        allocate(chunk, 3, 10);
        PoolHooks.takingBack(chunk, 3, 10);
        PoolHooks.takingBack(chunk, 3, 10);
        PoolHooks.takingBack(chunk, 3, 10);
        assertThat(violations).extracting(Violation::kind)
                .containsExactly(ViolationKind.DOUBLE_FREE, ViolationKind.DOUBLE_FREE);
        assertThat(violations.get(0).extent().address()).isEqualTo(chunk.memory + 3 * PAGE);
        assertThat(violations.get(0).allocator()).isEqualTo("hooked");
        assertThat(PageConsistency.violations()).isEqualTo(violationsBefore + 1);
        assertThat(PageConsistency.violations(ViolationKind.DOUBLE_FREE)).isPositive();
        assertThat(PageConsistency.followUps()).isPositive();
        PageConsistency.removeListener(listener);
        PoolHooks.takingBack(chunk, 3, 10);
        assertThat(violations).hasSize(2);
        assertNothingLost();
    }

    /** Where the first page is aligned by skipping some bytes of the memory. */
    @Test
    void pagesLieBehindWhatThePoolSkips() {
        Chunk chunk = new Chunk();
        PoolHooks.opened("hooked", chunk, chunk.memory, 48, 64 * PAGE, PAGE, true);
        PoolHooks.reserved(chunk, 3, 1);
        PoolHooks.handedOut(chunk, 3, 1, 48 + 3 * PAGE, PAGE);
        free(chunk, 3, 1);
        assertNothingWrong();
        PoolHooks.takingBack(chunk, 3, 1);
        assertThat(violations).singleElement().extracting(violation -> violation.extent().address())
                .isEqualTo(chunk.memory + 48 + 3 * PAGE);
    }

    /** Memory on the heap has no address by which a new region could be seen to lie where the old one does. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anOwnerOfMemoryOnTheHeapHasOneRegionAtATime(boolean carrying) {
        Chunk chunk = chunk(carrying);
        for (int use = 0; use < 3; use++) {
            PoolHooks.opened("hooked", chunk, "an array", 0, 64 * PAGE, PAGE, true);
            allocate(chunk, 3, 10);
            assertThat(PageConsistency.regions()).isEqualTo(1);
            assertThat(PageConsistency.pagesHeld()).isEqualTo(10);
        }
        assertNothingWrong();
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
        PoolHooks.closing(chunk);
        PoolHooks.closing(chunk);
        assertNothingWrong();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAdoptedOwnerKeepsItsRegion(boolean carrying) {
        Chunk chunk = chunk(carrying);
        PoolHooks.adopted("hooked", chunk, chunk.memory, 0, 64 * PAGE, PAGE, true);
        PoolHooks.takingBack(chunk, 3, 10);
        PoolHooks.adopted("hooked", chunk, chunk.memory, 0, 64 * PAGE, PAGE, true);
        assertNothingWrong();
        PoolHooks.takingBack(chunk, 3, 10);
        assertThat(violations).extracting(Violation::kind).containsExactly(ViolationKind.DOUBLE_FREE);
    }

    @Test
    void anEndedOwnerIsStillJudged() {
        Chunk chunk = new Chunk();
        open(chunk);
        allocate(chunk, 3, 10);
        PoolHooks.closing(chunk);
        PoolHooks.takingBack(chunk, 3, 10);
        assertThat(violations).extracting(Violation::kind)
                .containsExactly(ViolationKind.REGION_CLOSED_IN_USE, ViolationKind.DOUBLE_FREE);
        assertThat(violations.get(1).cause()).isEqualTo(violations.get(0).sequence());
    }

    @Test
    void aFailedTakeBackMayBeRepeated() {
        Chunk chunk = new Chunk();
        open(chunk);
        allocate(chunk, 3, 10);
        PoolHooks.takingBack(chunk, 3, 10);
        PoolHooks.takeBackFailed(chunk, 3, 10);
        free(chunk, 3, 10);
        PoolHooks.reserved(chunk, 20, 1);
        PoolHooks.slotReserved(chunk, 20, 1, 8, PAGE / 8, 2);
        PoolHooks.slotHandedOut(chunk, 20, 1, 2, 20 * PAGE + 2 * PAGE / 8, PAGE / 8);
        PoolHooks.slotTakingBack(chunk, 20, 1, 2);
        PoolHooks.slotTakeBackFailed(chunk, 20, 2);
        PoolHooks.slotTakingBack(chunk, 20, 1, 2);
        assertNothingWrong();
    }

    @Test
    void memoryOfAnUnknownOwnerIsCounted() {
        Chunk stranger = new Chunk();
        PoolHooks.reserved(stranger, 0, 1);
        PoolHooks.releasing(stranger, 0, 1);
        PoolHooks.handedOut(stranger, 0, 1, 0, 1);
        PoolHooks.takingBack(stranger, 0, 1);
        PoolHooks.slotReserved(stranger, 0, 1, 8, 8, 0);
        PoolHooks.slotReleasing(stranger, 0, 1, 0);
        PoolHooks.slotHandedOut(stranger, 0, 1, 0, 0, 1);
        PoolHooks.slotTakingBack(stranger, 0, 1, 0);
        assertThat(PoolHooks.untracked()).isEqualTo(untrackedBefore + 8);
        PoolHooks.takeBackFailed(stranger, 0, 1);
        PoolHooks.slotTakeBackFailed(stranger, 0, 0);
        PoolHooks.closing(stranger);
        assertThat(PoolHooks.untracked()).isEqualTo(untrackedBefore + 8);
        assertThat(violations).isEmpty();
        assertThat(PageConsistency.swallowedErrors()).isEqualTo(swallowedBefore);
    }

    @Test
    void errorsOfOurOwnDoNotReachTheApplication() {
        Chunk chunk = new Chunk();
        PoolHooks.install(MethodHandles.lookup(), memory -> {
            throw new IllegalStateException("no address");
        });
        open(chunk);
        PoolHooks.adopted("hooked", chunk, chunk.memory, 0, 64 * PAGE, PAGE, true);
        assertThat(PageConsistency.swallowedErrors()).isEqualTo(swallowedBefore + 2);
        assertThat(PageConsistency.firstSwallowedError()).isNotNull();
        PoolHooks.install(MethodHandles.lookup(), memory -> 0);
        PoolHooks.opened("hooked", chunk, chunk.memory, 0, 0, PAGE, true);
        assertThat(PageConsistency.swallowedErrors()).isEqualTo(swallowedBefore + 3);
    }

    @Test
    void whatCouldNotBeRecordedAccusesNobody() {
        Chunk chunk = new Chunk();
        open(chunk);
        PoolHooks.reserved(chunk, 20, 2);
        PoolHooks.slotReserved(chunk, 20, 2, Integer.MAX_VALUE, PAGE / 4, 3); // more slots than can be recorded
        assertThat(PageConsistency.swallowedErrors()).isEqualTo(swallowedBefore + 1);
        PoolHooks.slotHandedOut(chunk, 20, 2, 3, 20 * PAGE + 3 * PAGE / 4, PAGE / 4);
        PoolHooks.slotTakingBack(chunk, 20, 2, 3);
        PoolHooks.slotReserved(chunk, 20, 2, 8, PAGE / 4, 4);
        PoolHooks.slotHandedOut(chunk, 20, 2, 4, 20 * PAGE + PAGE, PAGE / 4);
        PoolHooks.slotTakingBack(chunk, 20, 2, 4);
        PoolHooks.slotReleasing(chunk, 20, 2, 4);
        PoolHooks.slotReleasing(chunk, 20, 2, 3);
        PoolHooks.releasing(chunk, 20, 2);
        assertThat(violations).isEmpty();
        PoolHooks.releasing(chunk, 20, 2);
        assertThat(violations).as("and what comes after it is judged again").extracting(Violation::kind)
                .containsExactly(ViolationKind.DOUBLE_FREE);
    }

    /** The slot may have been claimed, or not; and so may the others, as nobody knows where it stopped. */
    @Test
    void anOperationOfWhichRecordingFailedLeavesTheSlotsOfItsRunUnknown() {
        Chunk chunk = new Chunk();
        open(chunk);
        PoolHooks.reserved(chunk, 20, 1);
        PoolHooks.slotReserved(chunk, 20, 1, 8, PAGE / 8, 2);
        Ledger.ofThisJvm(MethodHandles.lookup()).operations(new Failing());
        try {
            PoolHooks.slotHandedOut(chunk, 20, 1, 2, 20 * PAGE + 2 * PAGE / 8, PAGE / 8);
        } finally {
            Ledger.ofThisJvm(MethodHandles.lookup()).operations(null);
        }
        PoolHooks.slotTakingBack(chunk, 20, 1, 2);
        PoolHooks.slotReleasing(chunk, 20, 1, 2);
        PoolHooks.releasing(chunk, 20, 1);
        assertThat(violations).isEmpty();
        assertThat(PageConsistency.swallowedErrors()).isEqualTo(swallowedBefore + 1);
    }

    /** Two threads meet an owner of before; the one waits until the other knows all about it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoThreadsAdoptOneRegion(boolean carrying) throws InterruptedException {
        CountDownLatch inTheMiddle = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        PoolHooks.install(MethodHandles.lookup(), memory -> {
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
        Runnable adopts = () -> PoolHooks.adopted("hooked", chunk, chunk.memory, 0, 64 * PAGE, PAGE, true);
        Thread first = new Thread(adopts);
        first.start();
        inTheMiddle.await();
        Thread second = new Thread(adopts);
        second.start();
        second.join(50);
        goOn.countDown();
        first.join();
        second.join();
        assertThat(PageConsistency.regions()).isEqualTo(1);
        assertNothingWrong();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anOperationOfWhichRecordingFailedLeavesItsPagesUnknown(boolean carrying) {
        Chunk chunk = chunk(carrying);
        open(chunk);
        Ledger.ofThisJvm(MethodHandles.lookup()).operations(new Failing());
        try {
            PoolHooks.reserved(chunk, 3, 10);
            PoolHooks.handedOut(chunk, 3, 10, 3 * PAGE, 10 * PAGE);
        } finally {
            Ledger.ofThisJvm(MethodHandles.lookup()).operations(null);
        }
        assertThat(PageConsistency.swallowedErrors()).isEqualTo(swallowedBefore + 2);
        assertThat(PageConsistency.pagesHeld()).isZero();
        free(chunk, 3, 10);
        assertThat(violations).isEmpty();
        free(chunk, 3, 10);
        assertThat(violations).isNotEmpty();
    }

    private static void assertRefusedOnce(Supplier<Throwable> crossing) {
        assertRefusedFor(Operation.RESERVE, crossing.get());
        assertThat(crossing.get()).isNull();
    }

    private static void assertRefusedFor(Operation operation, Throwable refused) {
        assertThat(refused).isInstanceOfSatisfying(PageConsistencyError.class,
                error -> assertThat(error.violation().operation()).isEqualTo(operation));
    }

    /** What the pool does by itself cannot be refused; the next to whom that memory goes is told. */
    @Test
    void everyCrossingIsAskedWhatItsMemoryCarries() {
        Ledger.ofThisJvm(MethodHandles.lookup()).policy().refuse(Set.of("hooked"));
        try {
            Chunk chunk = new Chunk();
            open(chunk);
            PoolHooks.reserved(chunk, 3, 2);
            PoolHooks.reserved(chunk, 3, 2);
            assertRefusedOnce(() -> RefusingHooks.handingOut(chunk, 3, 2, 3 * PAGE, 2 * PAGE));
            PoolHooks.reserved(chunk, 3, 2);
            assertRefusedFor(Operation.RESERVE, RefusingHooks.takingBack(chunk, 3, 2));
            PoolHooks.reserved(chunk, 20, 1);
            PoolHooks.slotReserved(chunk, 20, 1, 8, PAGE / 8, 2);
            PoolHooks.slotReserved(chunk, 20, 1, 8, PAGE / 8, 2);
            assertRefusedOnce(() -> RefusingHooks.slotHandingOut(chunk, 20, 1, 2, 20 * PAGE + 2 * PAGE / 8, PAGE / 8));
            PoolHooks.slotReserved(chunk, 20, 1, 8, PAGE / 8, 2);
            assertRefusedFor(Operation.RESERVE, RefusingHooks.slotTakingBack(chunk, 20, 1, 2));
            Chunk whole = new Chunk();
            PoolHooks.opened("hooked", whole, whole.memory, 0, 3 * PAGE, 3 * PAGE, false);
            PoolHooks.releasing(whole, 0, 1);
            assertRefusedFor(Operation.RELEASE, RefusingHooks.handingOutWhole(whole, 3 * PAGE));
        } finally {
            Ledger.ofThisJvm(MethodHandles.lookup()).policy().report();
        }
        assertNothingLost();
    }

    /** Where hand-outs are judged before they take place. */
    @Test
    void aHandOutInWhichThePoolFailsHasNotTakenPlace() {
        Chunk chunk = new Chunk();
        open(chunk);
        PoolHooks.reserved(chunk, 3, 10);
        PoolHooks.reserved(chunk, 20, 1);
        PoolHooks.slotReserved(chunk, 20, 1, 8, PAGE / 8, 2);
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThat(RefusingHooks.handingOut(chunk, 3, 10, 3 * PAGE, 10 * PAGE)).isNull();
            assertThat(RefusingHooks.slotHandingOut(chunk, 20, 1, 2, 20 * PAGE + 2 * PAGE / 8, PAGE / 8)).isNull();
            RefusingHooks.handOutFailed(chunk, 3, 10);
            RefusingHooks.slotHandOutFailed(chunk, 20, 2);
            assertThat(PageConsistency.pagesHeld()).isZero();
        }
        PoolHooks.slotReleasing(chunk, 20, 1, 2);
        PoolHooks.releasing(chunk, 20, 1);
        PoolHooks.releasing(chunk, 3, 10);
        assertNothingWrong();
    }

    /** Its position is where the pool begins to count, which need not be at 0. */
    @Test
    void aWholeRegionIsHandedOutFromItsBeginning() {
        Chunk chunk = new Chunk();
        PoolHooks.opened("hooked", chunk, chunk.memory, 48, 3 * PAGE, 3 * PAGE, false);
        assertThat(RefusingHooks.handingOutWhole(chunk, 3 * PAGE)).isNull();
        assertThat(PageConsistency.pagesHeld()).isEqualTo(1);
        assertThat(RefusingHooks.takingBack(chunk, 0, 1)).isNull();
        PoolHooks.closing(chunk);
        assertNothingWrong();
    }

    @Test
    void aRefusingHookThatFailsLeavesItsPagesUnknown() {
        Chunk chunk = new Chunk();
        open(chunk);
        PoolHooks.reserved(chunk, 3, 10);
        Ledger.ofThisJvm(MethodHandles.lookup()).operations(new Failing());
        try {
            assertThat(RefusingHooks.handingOut(chunk, 3, 10, 3 * PAGE, 10 * PAGE)).isNull();
        } finally {
            Ledger.ofThisJvm(MethodHandles.lookup()).operations(null);
        }
        assertThat(PageConsistency.pagesHeld()).isZero();
        assertThat(RefusingHooks.takingBack(chunk, 3, 10)).isNull();
        assertThat(violations).isEmpty();
    }
}

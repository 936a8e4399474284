package io.pageconsistency.ledger;

import static io.pageconsistency.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.verdict.Judge;

/**
 * A refused operation leaves the ledger as it was; a violation that cannot be refused is carried to the next operation that can.
 */
class PolicyTest {
    private final Bench bench = new Bench();
    private final Ledger ledger = bench.ledger;

    @BeforeEach
    void refuse() {
        ledger.policy().refuse(Set.of("bench"));
    }

    private PageConsistencyError refused(Region region, ThrowingCallable operation) {
        short[] before = region.pages.cells.clone();
        PageConsistencyError error = catchThrowableOfType(PageConsistencyError.class, operation);
        assertThat(error).isNotNull();
        assertThat(region.pages.cells).isEqualTo(before);
        return error;
    }

    private void cross(Operation operation, Region region, long page, long count) {
        ledger.transfer(operation, region, page, count, Extent.NO_SLOT);
        if (operation == Operation.HAND_OUT) {
            bench.handOut(region, page, count);
        } else {
            ledger.takeBack(region, page, count);
        }
    }

    @Test
    void nothingIsThrownUnlessChosen() {
        ledger.policy().report();
        Region region = bench.open(64);
        bench.allocate(region, 4, 2);
        bench.handOut(region, 4, 2);
        ledger.takeBack(region, 4, 2);
        ledger.takeBack(region, 4, 2);
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1", "DOUBLE_FREE 2 from 1");
    }

    @Test
    void nothingIsThrownIfTheHooksCannotRefuse() {
        ledger.policy().refuse(Set.of("another"));
        Region region = bench.open(64);
        bench.reserve(region, 4, 2);
        bench.reserve(region, 4, 2);
        cross(Operation.HAND_OUT, region, 4, 2);
        cross(Operation.HAND_OUT, region, 4, 2);
        cross(Operation.TAKE_BACK, region, 4, 2);
        cross(Operation.TAKE_BACK, region, 4, 2);
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1", "DOUBLE_ALLOC 2 from 1", "DOUBLE_FREE 3 from 1");
    }

    @ParameterizedTest
    @CsvSource({"4,2", "0,8", "5,40", "7,2", "8,16"})
    void aSecondFreeIsRefusedAndSaysWhy(long page, long count) {
        Region region = bench.open(64);
        bench.allocate(region, page, count);
        ledger.takeBack(region, page, count);
        PageConsistencyError error = refused(region, () -> ledger.takeBack(region, page, count));
        assertThat(error.violation()).isSameAs(bench.only());
        assertThat(error).hasMessageStartingWith("DOUBLE_FREE #1: expected it to be in use")
                .hasMessageContaining("bench, take back of " + bench.only().extent() + " in region 1");
        assertThat(error.getStackTrace()[0].getClassName()).isNotEqualTo(Judge.class.getName());
        ledger.release(region, page, count);
        bench.allocate(region, page, count);
        bench.free(region, page, count);
        assertThat(bench.violations).hasSize(1);
    }

    /** A refused operation did not take place, so it has no consequences. */
    @Test
    void everythingThatIsRefusedIsCounted() {
        Region region = bench.open(64);
        bench.allocate(region, 4, 2);
        ledger.takeBack(region, 4, 2);
        for (int i = 0; i < 10_000; i++) {
            refused(region, () -> ledger.takeBack(region, 4, 2));
        }
        assertThat(ledger.reports().violations()).isEqualTo(10_000);
        assertThat(ledger.reports().followUps()).isZero();
    }

    /** The pool has taken the memory out of its cache, so it has one duplicate less. */
    @Test
    void aRefusedHandOutOfADuplicateFollowsFromTheDoubleFree() {
        Region region = bench.open(64);
        ledger.policy().report();
        bench.allocate(region, 4, 2);
        ledger.takeBack(region, 4, 2);
        ledger.takeBack(region, 4, 2);
        ledger.policy().refuse(Set.of("bench"));
        bench.handOut(region, 4, 2);
        refused(region, () -> bench.handOut(region, 4, 2));
        refused(region, () -> bench.handOut(region, 4, 2));
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_ALLOC 2 from 1", "DOUBLE_ALLOC 3");
    }

    /** The pages before the one at fault were already updated. */
    @Test
    void aFreeOfTooMuchGivesBackNothing() {
        Region region = bench.open(64);
        bench.allocate(region, 3, 30);
        bench.allocate(region, 33, 5);
        assertThat(refused(region, () -> ledger.takeBack(region, 3, 35)).violation().kind())
                .isEqualTo(ViolationKind.SIZE_MISMATCH);
        assertThat(refused(region, () -> ledger.takeBack(region, 3, 20)).violation().kind())
                .isEqualTo(ViolationKind.SIZE_MISMATCH);
        assertThat(refused(region, () -> ledger.takeBack(region, 3, 100)).violation().kind())
                .isEqualTo(ViolationKind.INVALID_FREE);
        bench.free(region, 33, 5);
        bench.free(region, 3, 30);
        assertThat(region.pagesReserved()).isZero();
        assertThat(bench.violations).hasSize(3);
    }

    /** An operation that did not take place must not cause a finding later. */
    @Test
    void unknownPagesStayUnknown() {
        Region region = bench.adopt(64);
        bench.handOut(region, 24, 1);
        bench.handOut(region, 12, 2);
        ledger.takeBack(region, 12, 2);
        refused(region, () -> ledger.takeBack(region, 2, 28));
        refused(region, () -> bench.handOut(region, 2, 28));
        for (long page : new long[] {2, 8, 11, 14, 23}) {
            assertThat(region.pages.isKnown(page)).as("page %d", page).isFalse();
        }
        bench.allocate(region, 2, 9);
        bench.free(region, 2, 9);
        assertThat(bench.violations).hasSize(2);
    }

    @Test
    void unclaimedPagesStayNeverAllocated() {
        Region region = ledger.open("bench", bench.owner, new Geometry(Bench.ADDRESS, 0, 64 * Bench.PAGE, Bench.PAGE, false),
                true);
        bench.handOut(region, 30, 1);
        refused(region, () -> bench.handOut(region, 4, 32));
        assertThat(refused(region, () -> ledger.takeBack(region, 4, 2)).violation().cause()).isEqualTo(2);
        assertThat(region.pages.isKnown(4)).isFalse();
    }

    @Test
    void heldMemoryIsNotHandedOut() {
        Region region = bench.open(64);
        bench.allocate(region, 10, 20);
        assertThat(refused(region, () -> bench.handOut(region, 10, 20)).violation().kind())
                .isEqualTo(ViolationKind.DOUBLE_ALLOC);
        bench.free(region, 10, 20);
        assertThat(bench.violations).hasSize(1);
    }

    @Test
    void memoryBesideTheClaimedIsNotHandedOut() {
        Region region = bench.open(64);
        bench.reserve(region, 10, 20);
        refused(region, () -> ledger.handOut(region, 10, 20, 10 * Bench.PAGE, 21 * Bench.PAGE));
        assertThat(bench.only().kind()).isEqualTo(ViolationKind.SIZE_MISMATCH);
        assertThat(region.pagesHeld()).isZero();
        assertThat(region.pagesReserved()).isEqualTo(20);
    }

    @Test
    void slotsAreRefusedLikePages() {
        Region region = bench.open(64);
        bench.reserve(region, 4, 1);
        bench.allocateSlot(region, 4, 3);
        refused(region, () -> bench.handOutSlot(region, 4, 3));
        ledger.takeBackSlot(region, 4, 1, 3);
        refused(region, () -> ledger.takeBackSlot(region, 4, 1, 3));
        refused(region, () -> ledger.handOutSlot(region, 4, 1, 3, 4 * Bench.PAGE, Bench.PAGE));
        assertThat(region.slotsAt(4).held()).isZero();
        assertThat(region.slotsAt(4).isReserved(3)).isTrue();
        bench.handOutSlot(region, 4, 3);
        bench.freeSlot(region, 4, 3);
        ledger.release(region, 4, 1);
        refused(region, () -> ledger.takeBackSlot(region, 4, 1, 3));
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1", "DOUBLE_FREE 2", "SIZE_MISMATCH 3", "DOUBLE_FREE 4");
    }

    @Test
    void aRunClaimedTwiceIsRefusedWhenItIsHandedOut() {
        Region region = bench.open(64);
        bench.reserve(region, 4, 10);
        bench.reserve(region, 4, 10);
        Violation carried = bench.only();
        assertThat(refused(region, () -> cross(Operation.HAND_OUT, region, 5, 1)).violation()).isSameAs(carried);
        cross(Operation.HAND_OUT, region, 4, 10);
        assertThat(bench.violations).as("told once").hasSize(1);
    }

    @Test
    void memoryReclaimedWhileHeldIsRefusedWhenItIsGivenBack() {
        Region region = bench.open(64);
        bench.reserve(region, 4, 1);
        bench.allocateSlot(region, 4, 3);
        bench.allocateSlot(region, 4, 5);
        ledger.releaseSlot(region, 4, 1, 3);
        assertThat(bench.only().kind()).isEqualTo(ViolationKind.FREED_WHILE_HELD);
        ledger.transfer(Operation.TAKE_BACK, region, 4, 1, 5);
        assertThatThrownBy(() -> ledger.transfer(Operation.TAKE_BACK, region, 4, 1, 3))
                .isInstanceOfSatisfying(PageConsistencyError.class, e -> assertThat(e.violation()).isSameAs(bench.only()));
    }

    @Test
    void memoryOfAClosedRegionIsRefused() {
        Region region = bench.open(64);
        bench.reserve(region, 4, 1);
        bench.allocateSlot(region, 4, 3);
        ledger.close(region);
        assertThat(bench.only().kind()).isEqualTo(ViolationKind.REGION_CLOSED_IN_USE);
        assertThatThrownBy(() -> ledger.transfer(Operation.TAKE_BACK, region, 4, 1, 3))
                .isInstanceOf(PageConsistencyError.class);
    }

    @Test
    void aFaultIsNoLongerCarriedOnceTheMemoryIsReleasedAndReservedAfresh() {
        Region region = bench.open(64);
        bench.reserve(region, 4, 2);
        bench.reserve(region, 4, 2);
        ledger.release(region, 4, 2);
        bench.reserve(region, 4, 2);
        cross(Operation.HAND_OUT, region, 4, 2);
        assertThat(bench.violations).hasSize(1);
    }

    @Test
    void aLeakIsNotThrown() {
        Region region = bench.open(64);
        bench.allocate(region, 4, 2);
        region.enqueue();
        ledger.regions().drainCollected();
        assertThat(bench.only().kind()).isEqualTo(ViolationKind.LEAK);
        cross(Operation.TAKE_BACK, region, 4, 2);
        cross(Operation.TAKE_BACK, region, 4, 2);
    }

    @Test
    void damageIsThrownByAScanForACallerOnly() {
        Region region = bench.open(64);
        bench.allocate(region, 4, 20);
        region.pages.flip(8, 3);
        cross(Operation.TAKE_BACK, region, 4, 20);
        assertThat(bench.findings()).containsExactly("BITMAP_CORRUPTION 1");
        region.pages.flip(16, 3);
        assertThat(ledger.validate().getDamaged()).isEqualTo(1);
        region.pages.flip(24, 3);
        region.pages.flip(40, 3);
        assertThatThrownBy(() -> ledger.policy().scanned(ledger::validate))
                .isInstanceOfSatisfying(PageConsistencyError.class, e -> assertThat(e.violation().sequence()).isEqualTo(3));
        assertThat(bench.violations).hasSize(4);
        assertThat(ledger.policy().scanned(ledger::validate).getDamaged()).isZero();
    }

    @Test
    void nothingIsThrownToTheCollectorsHelpers() throws Exception {
        Region region = bench.open(64);
        bench.allocate(region, 4, 2);
        ledger.takeBack(region, 4, 2);
        CompletableFuture<Void> freed = freeOnCleaning(region, 4, 2);
        await().untilAsserted(() -> {
            System.gc();
            assertThat(freed).isDone();
        });
        freed.get();
        assertThat(bench.only().kind()).isEqualTo(ViolationKind.DOUBLE_FREE);
        PageConsistencyError carried = catchThrowableOfType(PageConsistencyError.class,
                () -> cross(Operation.HAND_OUT, region, 4, 2));
        assertThat(carried.violation()).isSameAs(bench.only());
    }

    private CompletableFuture<Void> freeOnCleaning(Region region, long page, long count) {
        CompletableFuture<Void> freed = new CompletableFuture<>();
        Cleaner.create().register(new Object(), () -> {
            try {
                ledger.takeBack(region, page, count);
                freed.complete(null);
            } catch (Throwable e) {
                freed.completeExceptionally(e);
            }
        });
        return freed;
    }

    @Test
    void ofTwoRacingFreesOneIsRefused() throws Exception {
        Region region = bench.open(64);
        CyclicBarrier barrier = new CyclicBarrier(2);
        for (int round = 0; round < 500; round++) {
            bench.allocate(region, 3, 40);
            AtomicInteger refused = new AtomicInteger();
            Runnable free = () -> {
                try {
                    barrier.await(1, TimeUnit.MINUTES);
                    ledger.takeBack(region, 3, 40);
                } catch (PageConsistencyError e) {
                    refused.incrementAndGet();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            };
            CompletableFuture<Void> other = CompletableFuture.runAsync(free);
            free.run();
            other.get(1, TimeUnit.MINUTES);
            assertThat(refused).hasValue(1);
            assertThat(region.pagesHeld()).isZero();
            ledger.release(region, 3, 40);
        }
        assertThat(ledger.reports().violations()).isEqualTo(500);
    }

    @Test
    void theConsequenceComesAfterTheReportAndOnlyForWhatCounts() {
        List<String> heard = new ArrayList<>();
        ledger.policy().report();
        ledger.policy().afterwards(violation -> {
            assertThat(bench.violations).endsWith(violation);
            heard.add(violation.kind() + " " + violation.sequence());
        });
        Region region = bench.open(64);
        bench.allocate(region, 4, 2);
        ledger.reserve(region, 4, 2);
        bench.free(region, 4, 2);
        region.pages.flip(40, 1);
        ledger.validate();
        Region other = bench.open(64);
        bench.allocate(other, 20, 2);
        ledger.close(other);
        assertThat(heard).containsExactly("DOUBLE_ALLOC 1", "BITMAP_CORRUPTION 3", "REGION_CLOSED_IN_USE 4");
    }

    @Test
    void aSuppressedFaultIsNeitherRefusedNorCarried() {
        ledger.reports().faults().suppress(fault -> fault.kind() == ViolationKind.DOUBLE_FREE);
        Region region = bench.open(64);
        bench.allocate(region, 3, 1);
        cross(Operation.TAKE_BACK, region, 3, 1);
        cross(Operation.TAKE_BACK, region, 3, 1);
        // A suppressed finding that could not be refused is not carried to the next transfer either.
        ledger.release(region, 3, 1);
        ledger.release(region, 3, 1);
        bench.reserve(region, 3, 1);
        cross(Operation.HAND_OUT, region, 3, 1);

        assertThat(ledger.reports().violations()).isZero();
        assertThat(ledger.reports().suppressed()).isEqualTo(2);
        assertThat(refused(region, () -> cross(Operation.HAND_OUT, region, 3, 1)).violation().kind())
                .isEqualTo(ViolationKind.DOUBLE_ALLOC);
    }
}

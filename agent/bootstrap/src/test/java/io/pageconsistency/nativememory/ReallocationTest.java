package io.pageconsistency.nativememory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.pageconsistency.Operation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.freed.Guard;
import io.pageconsistency.freed.Guarded;
import io.pageconsistency.region.Region;
import io.pageconsistency.verdict.Unit;

/** Blocks that are resized. */
class ReallocationTest extends NativeMemoryFixture {
    /** While a block is resized no thread may free it, and its old address may be reused before the agent learns of it. */
    @Test
    void aBlockIsFreedWhileItIsResized() {
        nativeMemory.allocated(BASE, PAGE);
        nativeMemory.reallocating(BASE, 2 * PAGE);
        nativeMemory.freeing(BASE);
        assertThat(kinds()).containsExactly(ViolationKind.DOUBLE_FREE);
        nativeMemory.allocated(BASE, 64);
        nativeMemory.reallocated(BASE + 64 * PAGE, 2 * PAGE);
        nativeMemory.freeing(BASE);
        nativeMemory.freeing(BASE + 64 * PAGE);
        assertThat(violations).hasSize(1);
    }

    @Test
    void aBlockThatGrowsInItsPlaceKeepsItsRegions() {
        nativeMemory.allocated(BASE, 8 * PAGE);
        Region region = over(BASE);
        ledger.handOut(region, 0, 1, 0, PAGE);
        nativeMemory.reallocating(BASE, 16 * PAGE);
        nativeMemory.reallocated(BASE, 16 * PAGE);
        assertThat(nativeMemory.at(BASE + 12 * PAGE).base()).isEqualTo(BASE);
        assertThat(region.isOpen()).isTrue();
        assertThat(violations).isEmpty();
        nativeMemory.freeing(BASE);
        assertThat(kinds()).containsExactly(ViolationKind.REGION_CLOSED_IN_USE);
    }

    @Test
    void aBlockThatMovesLeavesNothingBehind() {
        nativeMemory.allocated(BASE, 8 * PAGE);
        Region region = over(BASE);
        ledger.handOut(region, 0, 1, 0, PAGE);
        nativeMemory.reallocating(BASE, 16 * PAGE);
        assertThat(nativeMemory.at(BASE)).as("the system may give the old place away").isNull();
        nativeMemory.allocated(BASE, PAGE);
        nativeMemory.reallocated(BASE + 64 * PAGE, 16 * PAGE);
        assertThat(region.isOpen()).isFalse();
        assertThat(nativeMemory.at(BASE).size()).isEqualTo(PAGE);
        assertThat(nativeMemory.at(BASE + 70 * PAGE).base()).isEqualTo(BASE + 64 * PAGE);
        assertThat(violations).as("what a block that moved was used for may go on there").isEmpty();
    }

    @Test
    void aReallocationThatFailsChangesNothing() {
        nativeMemory.allocated(BASE, 8 * PAGE);
        Region region = over(BASE);
        nativeMemory.reallocating(BASE, 16 * PAGE);
        nativeMemory.reallocationFailed();
        assertThat(nativeMemory.at(BASE + PAGE).size()).isEqualTo(8 * PAGE);
        assertThat(region.isOpen()).isTrue();
        nativeMemory.freeing(BASE);
        assertThat(region.isOpen()).isFalse();
        assertThat(violations).isEmpty();
    }

    /** The system copies the contents and frees the old block. */
    @Test
    void noMemoryOfABlockThatIsResizedIsGuarded() {
        Guarding guard = new Guarding();
        ledger.freed().add(guard);
        nativeMemory.allocated(BASE, 8 * PAGE);
        Region region = over(BASE);
        region.leaveFreeMemoryAlone();
        ledger.handOut(region, 0, 1, 0, PAGE);
        ledger.takeBack(region, 0, 1);
        assertThat(guard.guarded).isEqualTo(1);
        nativeMemory.reallocating(BASE, 16 * PAGE);
        assertThat(guard.guarded).isZero();
        nativeMemory.reallocated(BASE + 64 * PAGE, 16 * PAGE);
    }

    private static final class Guarding implements Guard {
        private int guarded;

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
            guarded++;
            return new Guarded(unit.region(), from, end) {
                @Override
                public Runnable open(long start, long before, Why why) {
                    guarded--;
                    return null;
                }

                @Override
                public Guarded rest(long start, long before) {
                    return null;
                }
            };
        }
    }

    @Test
    void reallocationAllocatesAndFrees() {
        nativeMemory.reallocating(0, PAGE);
        nativeMemory.reallocated(BASE, PAGE);
        assertThat(nativeMemory.at(BASE).size()).isEqualTo(PAGE);
        // Size 0: the JDK calls the plain free in between.
        nativeMemory.reallocating(BASE, 0);
        nativeMemory.freeing(BASE);
        nativeMemory.reallocated(0, 0);
        assertThat(nativeMemory.blocks()).isZero();
        assertThat(violations).isEmpty();
    }

    @Test
    void theOldAddressOfAMovedBlockIsFree() {
        nativeMemory.allocated(BASE, 4 * PAGE);
        nativeMemory.reallocating(BASE, 16 * PAGE);
        nativeMemory.reallocated(BASE + 64 * PAGE, 16 * PAGE);
        nativeMemory.freeing(BASE);
        assertThat(kinds()).containsExactly(ViolationKind.DOUBLE_FREE);
    }

    /** The JDK does so by a plain free, which is recorded as well. */
    @Test
    void aResizeToZeroIsRecordedByTheFree() {
        nativeMemory.allocated(BASE, 16 * PAGE);
        Region region = over(BASE);
        ledger.reserve(region, 3, 1);
        nativeMemory.reallocating(BASE, 0);
        assertThat(region.isOpen()).isTrue();
        nativeMemory.freeing(BASE);
        assertThat(region.isOpen()).isFalse();
    }

    @Test
    void aBlockForgottenDuringAResizeIsNotRecorded() {
        nativeMemory.allocated(BASE, 16 * PAGE);
        Region region = over(BASE);
        nativeMemory.reallocating(BASE, 32 * PAGE);
        nativeMemory.forget();
        nativeMemory.reallocated(BASE + 64 * PAGE, 32 * PAGE);
        assertThat(region.isOpen()).isTrue();
        assertThat(nativeMemory.blocks()).isEqualTo(1);
    }
}

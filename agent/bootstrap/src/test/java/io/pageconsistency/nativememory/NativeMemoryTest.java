package io.pageconsistency.nativememory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.pageconsistency.ViolationKind;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;

/** The effect of a free on the regions in the block. */
class NativeMemoryTest extends NativeMemoryFixture {
    @Test
    void aBlockIsFoundByItsAddresses() {
        nativeMemory.allocated(BASE, 16 * PAGE);
        NativeBlock block = nativeMemory.at(BASE + 5 * PAGE);
        assertThat(block.base()).isEqualTo(BASE);
        assertThat(block.size()).isEqualTo(16 * PAGE);
        assertThat(nativeMemory.at(BASE + 16 * PAGE)).isNull();
        assertThat(nativeMemory.blocks()).isEqualTo(1);
        assertThat(nativeMemory.bytes()).isEqualTo(16 * PAGE);
        nativeMemory.freeing(BASE);
        assertThat(nativeMemory.at(BASE)).isNull();
        assertThat(block.isLive()).isFalse();
        assertThat(nativeMemory.blocks()).isZero();
    }

    @Test
    void aRegionOverABlockEndsWithIt() {
        nativeMemory.allocated(BASE, 16 * PAGE);
        Region region = over(BASE);
        ledger.reserve(region, 3, 2);
        ledger.handOut(region, 3, 2, 3 * PAGE, 2 * PAGE);
        nativeMemory.freeing(BASE);
        assertThat(kinds()).containsExactly(ViolationKind.REGION_CLOSED_IN_USE);
        assertThat(violations.get(0).extent().page()).isEqualTo(3);
        assertThat(violations.get(0).stack()[0].getMethodName()).isNotEqualTo("freeing");
        assertThat(region.isOpen()).isFalse();
    }

    @Test
    void aRegionWithoutHeldPagesEndsSilently() {
        nativeMemory.allocated(BASE, 16 * PAGE);
        Region region = over(BASE);
        nativeMemory.freeing(BASE);
        assertThat(region.isOpen()).isFalse();
        assertThat(violations).isEmpty();
    }

    /** Another thread may notice at that moment that the pool was collected, and ask. */
    @Test
    void theBlockExistsUntilItsEndIsAnnounced() {
        List<Boolean> there = new ArrayList<>();
        NativeBlock[] block = new NativeBlock[1];
        NativeMemory told = new NativeMemory(ledger, (base, size) -> there.add(!block[0].isLive() && block[0].stillExists()));
        told.allocated(BASE, 16 * PAGE);
        block[0] = told.at(BASE);
        told.freeing(BASE);
        told.allocated(BASE, 16 * PAGE);
        block[0] = told.at(BASE);
        told.reallocating(BASE, 32 * PAGE);
        assertThat(there).containsExactly(true, true);
    }

    @Test
    void aBlockWhoseFreeWasMissedDoesNotExist() {
        nativeMemory.allocated(BASE, 16 * PAGE);
        NativeBlock first = nativeMemory.at(BASE);
        nativeMemory.allocated(BASE, 16 * PAGE);
        NativeBlock second = nativeMemory.at(BASE);
        nativeMemory.unrecorded(BASE);
        assertThat(List.of(first, second)).noneMatch(NativeBlock::stillExists).noneMatch(NativeBlock::isLive);
    }

    /** Its address was freed before, so that its free would look like a double free. */
    @Test
    void aBlockWhoseAllocationWasMissedIsUnknown() {
        nativeMemory.allocated(BASE, 16 * PAGE);
        nativeMemory.freeing(BASE);
        nativeMemory.unrecorded(BASE);
        nativeMemory.freeing(BASE);
        assertThat(violations).isEmpty();
        nativeMemory.allocated(BASE, PAGE);
        nativeMemory.freeing(BASE);
        nativeMemory.freeing(BASE);
        assertThat(kinds()).containsExactly(ViolationKind.DOUBLE_FREE);
    }

    @Test
    void aBlockWhoseFreeWasMissedIsReplaced() {
        nativeMemory.allocated(BASE, 16 * PAGE);
        Region region = over(BASE);
        ledger.reserve(region, 3, 2);
        ledger.handOut(region, 3, 2, 3 * PAGE, 2 * PAGE);
        nativeMemory.unrecorded(BASE);
        assertThat(nativeMemory.at(BASE + PAGE)).isNull();
        assertThat(region.isOpen()).isFalse();
        nativeMemory.freeing(BASE + PAGE);
        assertThat(violations).isEmpty();
    }

    /** Netty's chunks are known by address only. Their pool closes them first; if it did not, the free of the block does. */
    @Test
    void aRegionThatIsKnownByAddressEndsToo() {
        nativeMemory.allocated(BASE, 16 * PAGE);
        Region first = ledger.open("pool", owner, new Geometry(BASE + 64, 64, 4 * PAGE, PAGE, false), true);
        Region second = ledger.open("pool", owner, new Geometry(BASE + 5 * PAGE, 0, 4 * PAGE, PAGE, false), true);
        Region behind = ledger.open("pool", owner, new Geometry(BASE + 16 * PAGE, 0, 4 * PAGE, PAGE, false), true);
        Region below = ledger.open("pool", owner, new Geometry(BASE - PAGE, 0, PAGE, PAGE, false), true);
        ledger.handOut(second, 0, 1, 0, PAGE);
        nativeMemory.freeing(BASE);
        assertThat(kinds()).containsExactly(ViolationKind.REGION_CLOSED_IN_USE);
        assertThat(first.isOpen() || second.isOpen()).isFalse();
        assertThat(behind.isOpen() && below.isOpen()).isTrue();
    }

    @Test
    void noRegionIsRegisteredWithAnEndedBlock() {
        nativeMemory.allocated(BASE, 16 * PAGE);
        NativeBlock block = nativeMemory.at(BASE);
        nativeMemory.freeing(BASE);
        Region late = ledger.open("pool", owner, new Geometry(0, 0, PAGE, PAGE, false), true);
        assertThat(block.closeOnFree(late)).isFalse();
    }

    @Test
    void closedRegionsDoNotAccumulate() {
        nativeMemory.allocated(BASE, 16 * PAGE);
        NativeBlock block = nativeMemory.at(BASE);
        for (int i = 0; i < 10; i++) {
            ledger.close(over(BASE));
        }
        Region last = over(BASE);
        assertThat(block.closeOnFree(last)).as("the same once more").isTrue();
        assertThat(block.end()).containsExactly(last);
    }

    /** The free of the old block was not seen, so its regions are closed without a finding. */
    @Test
    void anAllocationReplacesAnOldBlock() {
        nativeMemory.allocated(BASE, 8 * PAGE);
        Region region = over(BASE);
        ledger.handOut(region, 0, 1, 0, PAGE);
        nativeMemory.allocated(BASE, PAGE);
        assertThat(region.isOpen()).isFalse();
        assertThat(nativeMemory.at(BASE).size()).isEqualTo(PAGE);
        assertThat(violations).isEmpty();
    }
}

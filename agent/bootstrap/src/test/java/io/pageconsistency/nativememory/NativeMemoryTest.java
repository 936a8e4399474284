package io.pageconsistency.nativememory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.pageconsistency.Operation;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.freed.Guard;
import io.pageconsistency.freed.Guarded;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.LedgerListener;
import io.pageconsistency.verdict.Unit;

/** The effect of a free on the regions in the block, and wrong frees. */
class NativeMemoryTest {
    private static final long BASE = 0x7f12_0000_0010L;
    private static final long PAGE = 4_096;

    private final Ledger ledger = new Ledger();
    private final NativeMemory nativeMemory = new NativeMemory(ledger);
    private final Object owner = new Object();
    private final List<Violation> violations = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger written = new AtomicInteger();

    @BeforeEach
    void listen() {
        ledger.reports().add(new LedgerListener() {
            @Override
            public void violation(Violation violation) {
                violations.add(violation);
            }
        });
        nativeMemory.flushBeforeAbort(written::incrementAndGet);
    }

    @AfterEach
    void nothingIsSwallowed() {
        assertThat(ledger.reports().swallowedErrors()).isZero();
    }

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

    @Test
    void anAddressInsideABlockIsAnInvalidFree() {
        nativeMemory.allocated(BASE, 16 * PAGE);
        nativeMemory.freeing(BASE + PAGE);
        assertThat(kinds()).containsExactly(ViolationKind.INVALID_FREE);
        assertThat(violations.get(0).explanation()).contains(PAGE + " bytes inside one");
        assertThat(violations.get(0).region()).contains(Long.toHexString(BASE)).contains(String.valueOf(16 * PAGE));
        assertThat(violations.get(0).extent().address()).isEqualTo(BASE + PAGE);
        assertThat(written).as("reports written out before the system is asked").hasValue(1);
        assertThat(nativeMemory.at(BASE).isLive()).isTrue();
        nativeMemory.reallocating(BASE + 8, PAGE);
        assertThat(kinds()).containsExactly(ViolationKind.INVALID_FREE, ViolationKind.INVALID_FREE);
    }

    @Test
    void unknownAddressesAreNoFinding() {
        nativeMemory.freeing(0);
        nativeMemory.freeing(BASE);
        nativeMemory.reallocating(BASE + 64, PAGE);
        nativeMemory.reallocated(BASE + 64, PAGE);
        nativeMemory.freeing(BASE + 64);
        assertThat(violations).isEmpty();
    }

    @Test
    void aBlockIsFreedTwice() {
        nativeMemory.allocated(BASE, PAGE);
        nativeMemory.freeing(BASE);
        nativeMemory.freeing(BASE);
        assertThat(kinds()).containsExactly(ViolationKind.DOUBLE_FREE);
        assertThat(written).hasValue(1);
    }

    @Test
    void anAddressThatIsAllocatedAgainMayBeFreedAgain() {
        for (int i = 0; i < 3; i++) {
            nativeMemory.allocated(BASE, PAGE);
            nativeMemory.freeing(BASE);
        }
        assertThat(violations).isEmpty();
    }

    /** If the JDK frees memory of native libraries, an address may have been allocated again unseen. */
    @Test
    void memoryFromNativeLibrariesCausesNoFindings() {
        for (int i = 0; i <= RecentFrees.STRANGERS; i++) {
            nativeMemory.freeing(BASE + (i + 1) * PAGE);
        }
        nativeMemory.allocated(BASE, PAGE);
        nativeMemory.freeing(BASE);
        nativeMemory.freeing(BASE);
        assertThat(violations).isEmpty();
    }

    /** A long-running program has many blocks from before a late agent. */
    @Test
    void freesOfOldBlocksDoNotHideDoubleFrees() {
        nativeMemory.beginLate();
        for (int i = 0; i < 10 * RecentFrees.STRANGERS; i++) {
            nativeMemory.freeing(BASE + (i + 1) * PAGE);
        }
        assertThat(nativeMemory.isInDoubt()).isFalse();
        nativeMemory.allocated(BASE, PAGE);
        nativeMemory.freeing(BASE);
        nativeMemory.freeing(BASE);
        assertThat(kinds()).containsExactly(ViolationKind.DOUBLE_FREE);
    }

    /** A block inside of memory whose free the agent has seen cannot be from before the agent. */
    @Test
    void unseenAllocationsAreNoticedByTheirAddresses() {
        nativeMemory.beginLate();
        nativeMemory.allocated(BASE, 1_024 * PAGE);
        nativeMemory.freeing(BASE);
        for (int i = 0; i <= RecentFrees.STRANGERS; i++) {
            assertThat(nativeMemory.isInDoubt()).isFalse();
            nativeMemory.freeing(BASE + (i + 1) * PAGE);
        }
        assertThat(nativeMemory.isInDoubt()).isTrue();
        nativeMemory.freeing(BASE);
        assertThat(violations).isEmpty();
    }

    /** To each thread the block is live, ended or just freed, but never unknown. */
    @Test
    void oneOfTwoConcurrentFreesIsFound() throws Exception {
        int rounds = 20_000;
        AtomicLong block = new AtomicLong();
        CyclicBarrier step = new CyclicBarrier(3);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 2; t++) {
            Thread thread = new Thread(() -> {
                for (int i = 0; i < rounds; i++) {
                    meet(step);
                    nativeMemory.freeing(block.get());
                    meet(step);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (int i = 0; i < rounds; i++) {
            block.set(BASE + i * PAGE);
            nativeMemory.allocated(block.get(), 64);
            meet(step);
            meet(step);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(violations).hasSize(rounds).allMatch(each -> each.kind() == ViolationKind.DOUBLE_FREE);
        assertThat(nativeMemory.isInDoubt()).isFalse();
        assertThat(nativeMemory.blocks()).isZero();
    }

    /** The system's allocator gives an address that one thread freed to another thread within microseconds. */
    @Test
    void reuseOfJustFreedAddressesCausesNoFindings() throws Exception {
        for (boolean late : new boolean[] {false, true}) {
            if (late) {
                nativeMemory.beginLate();
            }
            ConcurrentLinkedDeque<Long> system = new ConcurrentLinkedDeque<>();
            for (int i = 0; i < 8; i++) {
                system.push(BASE + i * 64 * PAGE);
            }
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                SplittableRandom random = new SplittableRandom(t);
                threads.add(new Thread(() -> traffic(system, random)));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(violations).isEmpty();
            assertThat(nativeMemory.isInDoubt()).isFalse();
            assertThat(nativeMemory.blocks()).isZero();
        }
    }

    private void traffic(ConcurrentLinkedDeque<Long> system, SplittableRandom random) {
        for (int i = 0; i < 50_000; i++) {
            Long block = system.poll();
            if (block == null) {
                continue;
            }
            nativeMemory.allocated(block, 1 + random.nextInt(1 << 14));
            if (random.nextInt(4) == 0) {
                nativeMemory.reallocating(block, 1 << 15);
                Long other = random.nextBoolean() ? system.poll() : null;
                if (other != null) {
                    // The system may reuse the old address before it returns the new one.
                    system.push(block);
                    block = other;
                }
                nativeMemory.reallocated(block, 1 << 15);
            }
            nativeMemory.freeing(block);
            system.push(block);
        }
    }

    private static void meet(CyclicBarrier step) {
        try {
            step.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }

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

    /** The pool's record tells who freed the block. */
    @Test
    void thePartyThatGaveTheMemoryBackToItsPoolIsNamed() {
        nativeMemory.allocated(BASE, 8 * PAGE);
        Region region = ledger.open("pool", owner, new Geometry(BASE, 0, 8 * PAGE, PAGE, false), true);
        assertThat(nativeMemory.at(BASE).closeOnFree(region)).isTrue();
        ledger.handOut(region, 0, 2, 0, 2 * PAGE);
        ledger.takeBack(region, 0, 2);
        nativeMemory.freeing(BASE);
        nativeMemory.freeing(BASE);
        assertThat(violations.get(0).allocatedBy()).isNotNull();
        assertThat(violations.get(0).freedBy()).isNotNull();
        nativeMemory.allocated(BASE, PAGE);
        nativeMemory.freeing(BASE);
        nativeMemory.freeing(BASE);
        assertThat(violations.get(1).freedBy()).as("of a later block at that address").isNull();
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

    /** A region that is not found by address, as those of pools other than Netty. */
    private Region over(long base) {
        Region region = ledger.open("pool", owner, new Geometry(0, 0, 8 * PAGE, PAGE, false), true);
        assertThat(nativeMemory.at(base).closeOnFree(region)).isTrue();
        return region;
    }

    private List<ViolationKind> kinds() {
        return violations.stream().map(Violation::kind).toList();
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

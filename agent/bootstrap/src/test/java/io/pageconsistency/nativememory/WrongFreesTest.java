package io.pageconsistency.nativememory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import io.pageconsistency.ViolationKind;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;

/** Frees of native memory that are findings, and those that are not. */
class WrongFreesTest extends NativeMemoryFixture {
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
}

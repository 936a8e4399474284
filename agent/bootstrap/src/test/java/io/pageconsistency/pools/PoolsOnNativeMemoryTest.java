package io.pageconsistency.pools;

import static io.pageconsistency.pools.PoolBench.PAGE;
import static io.pageconsistency.pools.PoolBench.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedDeque;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.nativememory.NativeBlock;
import io.pageconsistency.region.Region;

/** Pools whose memory lies in known native blocks. */
class PoolsOnNativeMemoryTest {
    /** The alignment of the system's allocator. */
    private static final long ODD = 16;

    private final PoolBench bench = new PoolBench();
    private final PoolKind kind = PoolBench.addresses();
    private final Object pool = new Object();

    @BeforeEach
    void blocks() {
        bench.nativeMemory.allocated(at(0) + ODD, 16 * PAGE);
        bench.nativeMemory.allocated(at(20) + 3 * ODD, 16 * PAGE + 100);
    }

    private void out(long where, long bytes) {
        bench.out(kind, pool, null, where, bytes);
    }

    private void back(long where, long bytes) {
        bench.back(kind, pool, null, where, bytes);
    }

    @Test
    void eachBlockIsARegionWithAGridOfItsOwn() {
        for (int page = 0; page < 16; page++) {
            out(at(page) + ODD, PAGE);
            out(at(20 + page) + 3 * ODD + 100, PAGE);
        }
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.ledger.regions()).hasSize(2).allMatch(region -> region.pagesHeld() == 16)
                .extracting(Region::pageCount).containsOnly(16L);
    }

    @Test
    void aBlockThatIsFreedEndsItsRegion() {
        out(at(3) + ODD, PAGE);
        out(at(20) + 3 * ODD, PAGE);
        back(at(3) + ODD, PAGE);
        bench.nativeMemory.freeing(at(0) + ODD);
        assertThat(bench.findings()).isEmpty();
        bench.nativeMemory.freeing(at(20) + 3 * ODD);
        assertThat(bench.findings()).containsExactly("REGION_CLOSED_IN_USE 1");
        back(at(20) + 3 * ODD, PAGE);
        assertThat(bench.findings()).containsExactly("REGION_CLOSED_IN_USE 1", "DOUBLE_FREE 2 from 1");
    }

    @Test
    void theSystemMayReuseAnAddressInAnotherSize() {
        out(at(3) + ODD, PAGE);
        back(at(3) + ODD, PAGE);
        bench.nativeMemory.freeing(at(0) + ODD);
        bench.nativeMemory.allocated(at(1), 2 * PAGE);
        bench.nativeMemory.allocated(at(3) + 512, 8 * PAGE);
        out(at(3) + 512, PAGE);
        out(at(1), 2 * PAGE);
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.ledger.regions()).extracting(Region::address).containsExactlyInAnyOrder(at(1), at(3) + 512);
        bench.nativeMemory.freeing(at(1));
        assertThat(bench.findings()).containsExactly("REGION_CLOSED_IN_USE 1");
    }

    @Test
    void twoPoolsInOneBlockBothEndWithIt() {
        Object slices = new Object();
        out(at(0) + ODD, 16 * PAGE);
        bench.out(kind, slices, null, at(2) + ODD, PAGE);
        back(at(0) + ODD, 16 * PAGE);
        bench.nativeMemory.freeing(at(0) + ODD);
        assertThat(bench.findings()).containsExactly("REGION_CLOSED_IN_USE 1");
        assertThat(bench.only().extent().address()).isEqualTo(at(2) + ODD);
    }

    @Test
    void unknownMemoryIsAPieceOfTheAddressSpace() {
        out(at(100_000), PAGE);
        out(at(3) + ODD, PAGE);
        assertThat(bench.ledger.regions()).hasSize(2);
        bench.nativeMemory.freeing(at(100_000));
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.ledger.regions()).hasSize(2);
    }

    @Test
    void withoutPagesABlockIsRecordedInBytes() {
        PoolKind exact = PoolBench.kind(PoolKind.Unit.ADDRESS, PoolKind.Handles.NONE, 0);
        bench.out(exact, pool, null, at(1), 100);
        bench.out(exact, pool, null, at(1) + 100, 28);
        bench.out(exact, pool, null, at(1) + 128, 16);
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.held()).isEqualTo(3);
        bench.out(exact, pool, null, at(1) + 120, 16);
        bench.back(exact, pool, null, at(1) + 100, 28);
        bench.back(exact, pool, null, at(1), 50);
        assertThat(bench.findings()).startsWith("DOUBLE_ALLOC 1").last().isEqualTo("SIZE_MISMATCH 2");
        bench.nativeMemory.freeing(at(0) + ODD);
        assertThat(bench.findings()).last().isEqualTo("REGION_CLOSED_IN_USE 3");
    }

    @Test
    void aFreeOfABlockWithTwoPoolsIsOneFault() {
        Object slices = new Object();
        out(at(0) + ODD, 16 * PAGE);
        bench.out(kind, slices, null, at(2) + ODD, PAGE);
        bench.nativeMemory.freeing(at(0) + ODD);
        assertThat(bench.findings()).containsExactly("REGION_CLOSED_IN_USE 1", "REGION_CLOSED_IN_USE 2 from 1");
    }

    /** A long-lived pool that allocates a direct buffer each time. */
    @Test
    void blocksThatHaveEndedLeaveNothingBehind() {
        for (int i = 0; i < 10_000; i++) {
            long base = at(1_000) + i * 4L * PAGE;
            bench.nativeMemory.allocated(base, PAGE);
            out(base, PAGE);
            back(base, PAGE);
            bench.nativeMemory.freeing(base);
        }
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.ledger.regions()).isEmpty();
        assertThat(kind.tracked(pool, bench.trackedPools, true)).isInstanceOfSatisfying(WindowedPool.class,
                tracked -> assertThat(tracked.windows()).isLessThan(200));
    }

    /** The block ends between the look-up and the registration. */
    @Test
    void aBlockThatEndsMeanwhileHasNoRegion() {
        NativeBlock block = bench.nativeMemory.at(at(3));
        bench.nativeMemory.freeing(block.base());
        TrackedPools late = new TrackedPools(bench.ledger, address -> block);
        late.handedOut(kind, pool, null, null, at(3), PAGE);
        late.takingBack(kind, pool, null, null, at(3), PAGE);
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.ledger.regions()).singleElement().satisfies(region -> assertThat(region.size())
                .isGreaterThan(block.size()));
    }

    /** Even if the blocks are not adjacent; windows that may still get a late free are kept. */
    @Test
    void amongOthersEndedBlocksLeaveNothingBehindEither() {
        int ended = 500;
        bench.nativeMemory.allocated(at(5_000), PAGE);
        out(at(5_000), PAGE);
        for (int i = 0; i < ended; i++) {
            bench.nativeMemory.allocated(at(1_000 + 4 * i), PAGE);
            out(at(1_000 + 4 * i), PAGE);
        }
        for (int i = 1; i < ended; i++) {
            back(at(1_000 + 4 * i), PAGE);
        }
        for (int i = 0; i < ended; i++) {
            bench.nativeMemory.freeing(at(1_000 + 4 * i));
        }
        for (int i = 0; i < ended; i++) {
            bench.nativeMemory.allocated(at(10_000 + 4 * i), PAGE);
            out(at(10_000 + 4 * i), PAGE);
        }
        assertThat(kind.tracked(pool, bench.trackedPools, true)).isInstanceOfSatisfying(WindowedPool.class,
                tracked -> assertThat(tracked.windows()).isBetween(ended + 1, ended + 300));
        back(at(1_000), PAGE);
        assertThat(bench.findings()).containsExactly("REGION_CLOSED_IN_USE 1", "DOUBLE_FREE 2 from 1");
    }

    private static void as(String name, Runnable action) {
        Thread thread = new Thread(action, name);
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A pointer is freed a second time after its block has ended and the pool has handed out another one. */
    @Test
    void aFreeAfterTheEndOfTheBlockIsRecognised() {
        as("giver", () -> out(at(0) + ODD, 16 * PAGE));
        as("taker", () -> back(at(0) + ODD, 16 * PAGE));
        bench.nativeMemory.freeing(at(0) + ODD);
        out(at(20) + 3 * ODD, PAGE);
        back(at(0) + ODD, 16 * PAGE);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1");
        assertThat(bench.only().allocatedBy().thread()).isEqualTo("giver");
        assertThat(bench.only().freedBy().thread()).isEqualTo("taker");
    }

    @Test
    void aFreeAfterTheBlockHasMovedIsRecognised() {
        out(at(0) + ODD, PAGE);
        back(at(0) + ODD, PAGE);
        bench.nativeMemory.moved(at(0) + ODD, at(50) + ODD, 32 * PAGE);
        out(at(50) + ODD, 32 * PAGE);
        back(at(0) + ODD, PAGE);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1");
    }

    @Test
    void anInvalidFreeInAnEndedBlockIsRecognised() {
        out(at(3) + ODD, PAGE);
        back(at(3) + ODD, PAGE);
        bench.nativeMemory.freeing(at(0) + ODD);
        out(at(20) + 3 * ODD, PAGE);
        back(at(7) + ODD, PAGE);
        assertThat(bench.findings()).containsExactly("INVALID_FREE 1");
    }

    /** The same address repeatedly, in blocks of different sizes: the last one counts. */
    @Test
    void theLatestEndedWindowCounts() {
        for (int i = 1; i <= 3; i++) {
            long length = i * PAGE;
            bench.nativeMemory.allocated(at(70), length);
            as("giver " + i, () -> out(at(70), length));
            as("taker " + i, () -> back(at(70), length));
            bench.nativeMemory.freeing(at(70));
            out(at(20) + 3 * ODD, PAGE);
            back(at(20) + 3 * ODD, PAGE);
        }
        back(at(70), 3 * PAGE);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1");
        assertThat(bench.only().freedBy().thread()).isEqualTo("taker 3");
    }

    @Test
    void endedWindowsAreBounded() {
        for (int i = 0; i < 2 * EndedWindows.MOST; i++) {
            long base = at(1_000) + i * 4L * PAGE;
            bench.nativeMemory.allocated(base, PAGE);
            out(base, PAGE);
            back(base, PAGE);
            bench.nativeMemory.freeing(base);
        }
        assertThat(bench.trackedPools.ended().size()).isBetween(EndedWindows.MOST / 2, EndedWindows.MOST);
        kind.end();
        assertThat(bench.trackedPools.ended().size()).isZero();
    }

    /** Lost memory is collected and reused in smaller pieces, which are lost, too. */
    @Test
    void eachLeakHasItsOwnLength() {
        PoolKind near = PoolBench.kind(PoolKind.Unit.ADDRESS, PoolKind.Handles.IDENTITY, 0);
        int losses = 0;
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 4; i++) {
                bench.nativeMemory.allocated(at(200 + 2 * i) + ODD, PAGE);
                bench.out(near, pool, new Object(), at(200 + 2 * i) + ODD, PAGE);
            }
            for (int i = 0; i < 4; i++) {
                bench.nativeMemory.freeing(at(200 + 2 * i) + ODD);
                losses++;
            }
            for (int i = 0; i < 200; i++) {
                bench.nativeMemory.allocated(at(200) + ODD + 80L * i, 64);
                bench.out(near, pool, new Object(), at(200) + ODD + 80L * i, 64);
            }
            for (int i = 0; i < 200; i++) {
                bench.nativeMemory.freeing(at(200) + ODD + 80L * i);
                losses++;
            }
        }
        assertThat(bench.violations).hasSize(losses).noneMatch(Violation::isFollowUp)
                .allMatch(each -> each.extent().length() == PAGE || each.extent().length() == 64);
    }

    /** A free inside of memory that another holder has by now, but that was a hand-out of its own before. */
    @Test
    void reusedMemoryShowsItsEarlierTransfers() {
        as("giver", () -> out(at(2) + ODD, PAGE));
        as("taker", () -> back(at(2) + ODD, PAGE));
        bench.nativeMemory.freeing(at(0) + ODD);
        bench.nativeMemory.allocated(at(0), 64 * PAGE);
        as("present", () -> out(at(1) + ODD, 8 * PAGE));
        back(at(2) + ODD, PAGE);
        assertThat(bench.only().kind()).isEqualTo(ViolationKind.INVALID_FREE);
        assertThat(bench.only().allocatedBy().thread()).isEqualTo("present");
        assertThat(bench.only().earlierTransfers()).extracting(each -> each.party().thread()).containsExactly("taker", "giver");
    }

    /** One pool gets its memory from another, and some memory is given back to the wrong one. */
    @Test
    void theOwnerOfMemoryGivenToAnotherPoolIsNamed() {
        PoolKind slices = PoolBench.kind(PoolKind.Unit.ADDRESS, PoolKind.Handles.NONE, PAGE);
        Object slicer = new Object();
        as("owner of all", () -> out(at(0) + ODD, 16 * PAGE));
        as("owner of one", () -> bench.out(slices, slicer, null, at(2) + ODD, PAGE));
        back(at(2) + ODD, PAGE);
        assertThat(bench.only().kind()).isEqualTo(ViolationKind.INVALID_FREE);
        assertThat(bench.only().allocatedBy().thread()).isEqualTo("owner of one");
        assertThat(bench.only().explanation()).contains("in use from bench");
    }

    @Test
    void theOwnerOfAnObjectIsNamedToo() {
        PoolKind one = PoolBench.kind(PoolKind.Unit.IDENTITY, PoolKind.Handles.NONE, 0);
        PoolKind other = PoolBench.kind(PoolKind.Unit.IDENTITY, PoolKind.Handles.NONE, 0);
        Object buffer = new Object();
        as("owner", () -> bench.out(one, pool, buffer, 0, 1));
        bench.out(other, pool, new Object(), 0, 1);
        bench.back(other, pool, buffer, 0, 1);
        assertThat(bench.only().kind()).isEqualTo(ViolationKind.INVALID_FREE);
        assertThat(bench.only().allocatedBy().thread()).isEqualTo("owner");
        assertThat(bench.only().explanation()).contains("in use from bench");
    }

    /** A pool with a block for each hand-out, many threads and few addresses: each address is reused all the time. */
    @Test
    void reuseOfMemoryWithAnEndedWindowIsNoFinding() throws InterruptedException {
        PoolKind near = PoolBench.kind(PoolKind.Unit.ADDRESS, PoolKind.Handles.ADDRESS, 0);
        ConcurrentLinkedDeque<Long> system = new ConcurrentLinkedDeque<>();
        for (int i = 0; i < 8; i++) {
            system.push(at(300 + 4 * i) + ODD);
        }
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            SplittableRandom random = new SplittableRandom(t);
            threads.add(new Thread(() -> {
                for (int i = 0; i < 5_000; i++) {
                    Long block = system.poll();
                    if (block != null) {
                        long size = 16 + random.nextInt(4 * (int) PAGE - 16);
                        bench.nativeMemory.allocated(block, size);
                        bench.out(near, pool, null, block, size);
                        bench.back(near, pool, null, block, random.nextBoolean() ? size : -1);
                        bench.nativeMemory.freeing(block);
                        system.push(block);
                    }
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.ledger.regions()).isEmpty();
    }
}

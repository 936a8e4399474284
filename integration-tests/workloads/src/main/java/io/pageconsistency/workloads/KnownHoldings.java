package io.pageconsistency.workloads;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.pageconsistency.PageConsistency;

/**
 * Holds memory of which the number of pages is known, and asks the agent how many that are.
 *
 * <p>Without this, a load in which nothing was looked at would end just as clean.
 */
final class KnownHoldings {
    private static final int RUNS = 101;
    private static final int PAGES_OF_RUN = 5;
    private static final int SLOTS = 3;
    /** Two slots of 28 KiB make a run of seven pages. */
    private static final int LARGE_SLOT = 28 * 1024;
    private static final int PAGES_OF_LARGE_SLOTS = 7;
    /** What is larger than a chunk gets memory of its own, which is one page to the ledger. */
    private static final int HUGE = Pools.CHUNK + 1;

    private KnownHoldings() {
    }

    /** For a pool of one heap and one direct arena from which nothing has been allocated. */
    static void compare(ByteBufAllocator allocator, Outcome outcome) {
        long before = PageConsistency.pagesHeld();
        List<ByteBuf> held = new ArrayList<>();
        for (boolean direct : new boolean[] {true, false}) {
            for (int i = 0; i < RUNS; i++) {
                held.add(allocate(allocator, direct, PAGES_OF_RUN * Pools.PAGE));
            }
            for (int i = 0; i < SLOTS; i++) {
                held.add(allocate(allocator, direct, Stamped.MINIMUM));
            }
            held.add(allocate(allocator, direct, LARGE_SLOT));
            held.add(allocate(allocator, direct, HUGE));
        }
        outcome.with("heldExpected", 2 * (RUNS * PAGES_OF_RUN + 1 + PAGES_OF_LARGE_SLOTS + 1));
        outcome.with("heldFound", PageConsistency.pagesHeld() - before);
        held.forEach(ByteBuf::release);
    }

    private static ByteBuf allocate(ByteBufAllocator allocator, boolean direct, int size) {
        return direct ? allocator.directBuffer(size) : allocator.heapBuffer(size);
    }
}

package io.pageconsistency.workloads;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.pageconsistency.PageConsistency;

/**
 * Holds memory with a known number of pages, and compares that number with the agent's.
 *
 * <p>Without this check, a load that was not checked at all would have no findings either.
 */
final class KnownHoldings {
    private static final int RUNS = 101;
    private static final int PAGES_OF_RUN = 5;
    private static final int SLOTS = 3;
    /** Two slots of 28 KiB make a run of seven pages. */
    private static final int LARGE_SLOT = 28 * 1024;
    private static final int PAGES_OF_LARGE_SLOTS = 7;
    /** A buffer larger than a chunk gets its own memory, which is one page to the ledger. */
    private static final int HUGE = Pools.CHUNK + 1;

    private KnownHoldings() {
    }

    /** Expects a pool with one heap arena and one direct arena that has allocated nothing yet. */
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

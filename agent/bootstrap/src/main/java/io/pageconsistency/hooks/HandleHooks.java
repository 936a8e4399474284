package io.pageconsistency.hooks;

import static io.pageconsistency.hooks.NettyHandle.COUNT_MASK;
import static io.pageconsistency.hooks.NettyHandle.COUNT_SHIFT;
import static io.pageconsistency.hooks.NettyHandle.PAGE_SHIFT;
import static io.pageconsistency.hooks.NettyHandle.SLOT;

import java.lang.invoke.MethodHandles;

import io.pageconsistency.tracking.PoolRegions;
import io.pageconsistency.tracking.PoolTracker;
import io.pageconsistency.tracking.RefusingTracker;

/**
 * What woven code calls in Netty's pooled allocator, which says by a {@linkplain NettyHandle handle} which pages or which slot it
 * means. It passes what a method has; what that says is found out here, and told as in {@link PoolHooks}.
 *
 * <p>Order as for {@link PoolTracker}. Nothing is thrown.
 */
public final class HandleHooks {
    private static final Checker CHECKER = Checker.ofThisJvm(MethodHandles.lookup());
    private static final PoolTracker POOLS = CHECKER.pools();
    private static final PoolRegions REGIONS = POOLS.regions();
    private static final RefusingTracker REFUSING = CHECKER.refusingPools();

    private HandleHooks() {
    }

    /** A chunk is in use from here on, be it new or used before. */
    public static void opened(String allocator, Object chunk, Object memory, int origin, int size, int pageSize) {
        REGIONS.opened(allocator, chunk, memory, origin, size, pageSize, true);
    }

    /** The same of one that has one buffer, undivided. */
    public static void openedWhole(String allocator, Object chunk, Object memory, int origin, int size) {
        REGIONS.opened(allocator, chunk, memory, origin, size, size, false);
    }

    public static void closing(Object chunk) {
        REGIONS.closing(chunk);
    }

    /** @param handle negative when there was no room */
    public static void reserved(Object chunk, long handle) {
        if (handle >= 0) {
            POOLS.reserved(chunk, handle >>> PAGE_SHIFT, handle >>> COUNT_SHIFT & COUNT_MASK);
        }
    }

    public static void releasing(Object chunk, long handle) {
        POOLS.releasing(chunk, handle >>> PAGE_SHIFT, handle >>> COUNT_SHIFT & COUNT_MASK);
    }

    /** @param handle negative when the run was full */
    public static void slotReserved(Object chunk, long handle, int slots, int slotSize) {
        if (handle >= 0) {
            POOLS.slotReserved(chunk, handle >>> PAGE_SHIFT, handle >>> COUNT_SHIFT & COUNT_MASK, slots, slotSize, (int) handle);
        }
    }

    public static void slotReleasing(Object chunk, int page, int runSize, int pageShifts, int slot) {
        POOLS.slotReleasing(chunk, page, runSize >>> pageShifts, slot);
    }

    /**
     * A slot was released.
     *
     * <p>Of the runs of one size Netty keeps the last empty one, the only one in its list, and returns the others. Releases
     * 4.1.52 to 4.1.58 forget to when a run is a single slot (issue 10896), and its pages are lost to other sizes. All this
     * is decided under the lock that is held here, so it can be judged on the way out.
     *
     * @param kept whether the run was
     * @param free how many of its slots are free
     * @param previous the run before it in its list
     */
    public static void slotReleased(boolean kept, int free, int slots, Object previous, Object next, Object chunk, int page,
            int runSize, int pageShifts) {
        if (kept && free == slots && previous != next) {
            POOLS.runKeptIdle(chunk, page, runSize >>> pageShifts);
        }
    }

    /**
     * A buffer gets memory, which has been claimed. What counts is the memory it will reach, not what its handle says: it may grow
     * up to {@code maxLength} without asking the pool.
     */
    public static void handedOut(Object chunk, long handle, int offset, int length, int maxLength) {
        long page = handle >>> PAGE_SHIFT;
        long count = handle >>> COUNT_SHIFT & COUNT_MASK;
        int reach = Math.max(length, maxLength);
        if ((handle & SLOT) != 0) {
            POOLS.slotHandedOut(chunk, page, count, (int) handle, offset, reach);
        } else {
            POOLS.handedOut(chunk, page, count, offset, reach);
        }
    }

    public static void handOutFailed(Object chunk, long handle) {
        if ((handle & SLOT) != 0) {
            REFUSING.slotHandOutFailed(chunk, handle >>> PAGE_SHIFT, (int) handle);
        } else {
            REFUSING.handOutFailed(chunk, handle >>> PAGE_SHIFT, handle >>> COUNT_SHIFT & COUNT_MASK);
        }
    }

    /** All of a chunk that was made for this buffer. */
    public static void handedOutWhole(Object chunk, int offset, int length, int maxLength) {
        POOLS.handedOut(chunk, 0, 1, offset, Math.max(length, maxLength));
    }

    /**
     * Memory is about to be given back. It may go into a thread's cache after this, or back to the chunk. A handle without pages is
     * that of a chunk with one buffer.
     */
    public static void takingBack(Object chunk, long handle) {
        long page = handle >>> PAGE_SHIFT;
        long count = handle >>> COUNT_SHIFT & COUNT_MASK;
        if ((handle & SLOT) != 0) {
            POOLS.slotTakingBack(chunk, page, count, (int) handle);
        } else {
            POOLS.takingBack(chunk, page, count == 0 ? 1 : count);
        }
    }

    public static void takeBackFailed(Object chunk, long handle) {
        if ((handle & SLOT) != 0) {
            POOLS.slotTakeBackFailed(chunk, handle >>> PAGE_SHIFT, (int) handle);
        } else {
            long count = handle >>> COUNT_SHIFT & COUNT_MASK;
            POOLS.takeBackFailed(chunk, handle >>> PAGE_SHIFT, count == 0 ? 1 : count);
        }
    }
}

package io.pageconsistency.hooks;

import java.lang.invoke.MethodHandles;

import io.pageconsistency.tracking.PoolRegions;
import io.pageconsistency.tracking.PoolTracker;

/**
 * Called by code woven into pools that have an object of their own for each region; parameters and order of calls as for
 * {@link PoolTracker} and {@link PoolRegions}.
 */
public final class PoolHooks {
    private static final PoolTracker POOLS = Checker.ofThisJvm(MethodHandles.lookup()).pools();
    private static final PoolRegions REGIONS = POOLS.regions();

    private PoolHooks() {
    }

    public static void opened(String allocator, Object owner, Object memory, long origin, long size, long pageSize,
            boolean reserves) {
        REGIONS.opened(allocator, owner, memory, origin, size, pageSize, reserves);
    }

    public static void adopted(String allocator, Object owner, Object memory, long origin, long size, long pageSize,
            boolean reserves) {
        REGIONS.adopted(allocator, owner, memory, origin, size, pageSize, reserves);
    }

    public static void closing(Object owner) {
        REGIONS.closing(owner);
    }

    public static void reserved(Object owner, long page, long count) {
        POOLS.reserved(owner, page, count);
    }

    public static void releasing(Object owner, long page, long count) {
        POOLS.releasing(owner, page, count);
    }

    public static void handedOut(Object owner, long page, long count, long position, long length) {
        POOLS.handedOut(owner, page, count, position, length);
    }

    public static void takingBack(Object owner, long page, long count) {
        POOLS.takingBack(owner, page, count);
    }

    public static void takeBackFailed(Object owner, long page, long count) {
        POOLS.takeBackFailed(owner, page, count);
    }

    public static void slotReserved(Object owner, long page, long runPages, int slots, long slotSize, int slot) {
        POOLS.slotReserved(owner, page, runPages, slots, slotSize, slot);
    }

    public static void slotReleasing(Object owner, long page, long runPages, int slot) {
        POOLS.slotReleasing(owner, page, runPages, slot);
    }

    public static void slotHandedOut(Object owner, long page, long runPages, int slot, long position, long length) {
        POOLS.slotHandedOut(owner, page, runPages, slot, position, length);
    }

    public static void slotTakingBack(Object owner, long page, long runPages, int slot) {
        POOLS.slotTakingBack(owner, page, runPages, slot);
    }

    /** Whether a region of the owner is known. */
    public static boolean tracked(Object owner) {
        return REGIONS.tracks(owner);
    }

    /**
     * Swallows and counts an error of woven code itself.
     *
     * @throws StackOverflowError if the stack is so full that the operation could not even be recorded as unknown. Then the
     *         operation must fail, as it would have done a few frames deeper without the agent. Otherwise later operations on its
     *         memory would look wrong
     */
    public static void swallow(Throwable error) {
        POOLS.ledger().reports().swallow(error);
        if (error instanceof StackOverflowError overflow) {
            throw overflow;
        }
    }
}

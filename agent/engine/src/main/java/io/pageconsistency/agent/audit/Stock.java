package io.pageconsistency.agent.audit;

import java.util.List;

/**
 * Reads the memory of a region that a pool keeps in stock for later users. Such memory is claimed, has no holder, and may be handed
 * out without the pool's lock. Immutable; keeps the library's classes reachable.
 */
public interface Stock {
    /** Receives the memory that is in stock. */
    @FunctionalInterface
    interface Shelf {
        /** @param slot the slot, or {@link io.pageconsistency.Extent#NO_SLOT} for pages */
        void has(long page, long count, int slot);
    }

    /**
     * Whether a thread with this frame on its stack may be putting memory into stock or taking it out. False for every frame of a
     * thread that does neither.
     */
    boolean isInside(StackTraceElement frame);

    /**
     * Reports the memory in stock. Memory that stays in stock during the call is reported. Memory that comes or goes meanwhile may
     * be missing.
     *
     * @param owner the pool's own object for the region
     * @param caches the known caches of threads, of any pool
     * @return whether all of the pool's caches are among them
     * @throws Throwable whatever the reading throws
     */
    boolean read(Object owner, List<Object> caches, Shelf into) throws Throwable;
}

package io.pageconsistency.agent.audit;

import java.util.List;

/**
 * What a pool keeps in stock of a region for users to come: it is claimed, held by nobody, and may be given out without the pool's
 * lock. Immutable; keeps the library's classes alive.
 */
public interface Stock {
    /** Shown what lies in stock. */
    @FunctionalInterface
    interface Shelf {
        /** @param slot or {@link io.pageconsistency.Extent#NO_SLOT} */
        void has(long page, long count, int slot);
    }

    /**
     * Whether a thread with this frame on its stack may be in the middle of putting something into stock, or of taking it out. No
     * frame of a thread that is not may be so.
     */
    boolean isInside(StackTraceElement frame);

    /**
     * Shows what is in stock. What lies there all the time is shown; what comes and goes meanwhile may or may not be.
     *
     * @param owner the pool's own object for the region
     * @param caches those of threads that are known, of whatever pools
     * @return whether all of the pool's caches are among them
     * @throws Throwable what reading throws
     */
    boolean read(Object owner, List<Object> caches, Shelf into) throws Throwable;
}

package io.pageconsistency.agent.audit;

/**
 * The books that a pool itself keeps about a region, for regions whose owners are of one class. Immutable; keeps the library's
 * classes reachable.
 */
public interface Books {
    /** Whether the pool keeps books about a region with this owner. */
    default boolean areKept(Object owner) {
        return true;
    }

    /** Whether the pool's locks are monitors, which cannot be acquired with a timeout. */
    boolean areBehindMonitors();

    /**
     * Returns a reader of the memory that the pool keeps in stock: it is claimed and has no holder. Null if that cannot be read.
     */
    default Stock stock() {
        return null;
    }

    /**
     * Compares the books with the record.
     *
     * @param owner the pool's own object for the region
     * @return whether the books could be read; false if another thread held the lock for too long
     * @throws Throwable whatever the reading throws
     */
    boolean compare(Object owner, Comparison with) throws Throwable;
}

package io.pageconsistency.agent.audit;

/**
 * The books that a pool keeps itself of a region, as the regions' owners of one class have them. Immutable; keeps the library's
 * classes alive.
 */
public interface Books {
    /** Whether there are any of a region with this owner. */
    default boolean areKept(Object owner) {
        return true;
    }

    /** Whether the pool's locks are monitors, for which nobody can wait with a deadline. */
    boolean areBehindMonitors();

    /** What the pool may keep in stock, claimed and held by nobody; null where that cannot be read. */
    default Stock stock() {
        return null;
    }

    /**
     * Compares them with the record.
     *
     * @param owner the pool's own object for the region
     * @return whether they could be read; false when somebody else had them for too long
     * @throws Throwable what reading throws
     */
    boolean compare(Object owner, Comparison with) throws Throwable;
}

package io.pageconsistency.tracking;

import io.pageconsistency.region.Region;

/**
 * Implemented by a pool's chunk class to which the agent has added a field: the shortest path from an owner to its region. Classes
 * that were loaded before the agent do not implement it; their objects are found in a table.
 *
 * <p>The field is plain. The pool publishes a new chunk under its own synchronisation, and the layout of a {@link Region} is in
 * final fields, so a reader sees either no region or a complete one.
 */
public interface RegionCarrier {
    /**
     * The region, or null.
     *
     * <p>The type is {@code Object}, also that of the field: the class loader of the chunk has not loaded {@link Region}, and the
     * JIT compiler does not inline a method whose signature names a class that its loader has not loaded.
     */
    Object pageConsistencyRegion();

    void pageConsistencyRegion(Region region);
}

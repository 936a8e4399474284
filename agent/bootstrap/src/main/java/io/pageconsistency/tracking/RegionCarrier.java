package io.pageconsistency.tracking;

import io.pageconsistency.region.Region;

/**
 * Implemented by a pool's own chunk class once the agent has added a field to it: the shortest way from an owner to its
 * region. Owners that were loaded before the agent do not implement it and are found in a map.
 *
 * <p>The field is plain. The pool publishes a new chunk under its own protection, and a {@link Region} describes itself in
 * final fields, so a reader sees none, or a whole one.
 */
public interface RegionCarrier {
    /**
     * The region, or null.
     *
     * <p>Typed as an object, and so is the field: the class loader of the chunk has never been asked for {@link Region}, and
     * the optimizing compiler does not inline a method whose signature names a class that its loader does not know.
     */
    Object pageConsistencyRegion();

    void pageConsistencyRegion(Region region);
}

package io.pageconsistency.hooks;

import io.pageconsistency.ledger.Region;

/**
 * Implemented by a pool's own chunk class once the agent has added a field to it: the shortest way from an owner to its
 * region. Owners that were loaded before the agent do not implement it and are found in a map.
 *
 * <p>The field is plain. The pool publishes a new chunk under its own protection, and a {@link Region} describes itself in
 * final fields, so a reader sees none, or a whole one.
 */
public interface RegionCarrier {
    Region pageConsistencyRegion();

    void pageConsistencyRegion(Region region);
}

package io.pageconsistency.tracking;

import io.pageconsistency.region.Region;

/**
 * Marks that a thread is inside of the method in which a divided chunk gives memory to a buffer. If the hand-out is refused, the
 * chunk may put the memory back through the method by which buffers give memory back. That is no take-back, because the buffer
 * never had the memory.
 */
final class Carving {
    private Region refusedIn;
    private int refusedAt;

    void refused(Region region, int start) {
        refusedIn = region;
        refusedAt = start;
    }

    boolean putsBack(Region region, int start) {
        return refusedIn == region && refusedAt == start;
    }
}

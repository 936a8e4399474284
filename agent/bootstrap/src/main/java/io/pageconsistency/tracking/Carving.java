package io.pageconsistency.tracking;

import io.pageconsistency.region.Region;

/**
 * That a divided chunk is just giving memory to a buffer. If that is refused, the chunk may put the memory back by the way on which
 * buffers give back, but it was not the buffer's.
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

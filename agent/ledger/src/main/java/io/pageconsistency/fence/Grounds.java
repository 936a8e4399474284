package io.pageconsistency.fence;

import io.pageconsistency.region.Region;

/** Which memory may be fenced, and how much of it, as the system tells. */
public interface Grounds {
    /**
     * Whether all of a region is memory of the ordinary kind, from the system's allocator: neither a file, nor shared, nor locked, nor of
     * huge pages. It stays so until the region ends.
     *
     * @return null where that is not known yet
     */
    Boolean areOrdinary(Region region);

    /** How many more pieces the memory of this process may be cut into; costs about as much as there are. */
    int room();
}

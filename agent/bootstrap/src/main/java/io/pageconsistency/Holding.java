package io.pageconsistency;

/**
 * Memory that somebody holds: it was handed out and has not been taken back.
 *
 * <p>Immutable. Two are equal if they name the same memory and the same hand-out as far as that was recorded; without a
 * recorded holder, memory that was given back and handed out again is not told apart from memory that was kept.
 *
 * @param regionId the region it lies in; the same as in the region's events
 * @param allocator the allocator module of the region
 * @param extent the memory
 * @param holder who got it, or null where that was not recorded
 */
public record Holding(int regionId, String allocator, Extent extent, Party holder) {
    @Override
    public String toString() {
        return extent + " of region " + regionId + " (" + allocator + ")";
    }
}

package io.pageconsistency;

/**
 * A piece of memory that was handed out and has not been taken back.
 *
 * <p>Immutable. Two are equal if they name the same memory and the same recorded holder. If no holder is recorded, memory that was
 * given back and handed out again cannot be told from memory that was held all the time.
 *
 * @param regionId the region that contains it; the same number as in the region's events
 * @param allocator the allocator module of the region
 * @param extent the memory
 * @param holder who got it, or null if that was not recorded
 */
public record Holding(int regionId, String allocator, Extent extent, Party holder) {
    @Override
    public String toString() {
        return extent + " of region " + regionId + " (" + allocator + ")";
    }
}

package io.pageconsistency.fence;

import io.pageconsistency.Party;
import io.pageconsistency.region.Region;

/**
 * A piece of free memory that is inaccessible.
 *
 * @param start the first address
 * @param end the address after the last
 * @param block the block of native memory that contains it
 * @param by who gave the memory back
 * @param thread the id of that thread
 * @param number the number of this fence, in ascending order
 */
public record Fence(Region region, long start, long end, Object block, Party by, long thread, long number) {
    /** A part of this fence. */
    Fence within(long from, long to) {
        return new Fence(region, from, to, block, by, thread, number);
    }

    boolean overlaps(long from, long to) {
        return start < to && from < end;
    }

    public long length() {
        return end - start;
    }
}

package io.pageconsistency.fence;

import io.pageconsistency.Party;
import io.pageconsistency.region.Region;

/**
 * Free memory that is inaccessible.
 *
 * @param start the first address
 * @param end the one after the last
 * @param block in which it lies, as the system gave it
 * @param by who gave it back
 * @param thread the number of the thread that did
 * @param number counts up with each fence
 */
public record Fence(Region region, long start, long end, Object block, Party by, long thread, long number) {
    /** A part of it. */
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

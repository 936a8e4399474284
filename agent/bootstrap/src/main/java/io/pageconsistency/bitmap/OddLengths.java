package io.pageconsistency.bitmap;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The lengths of hand-outs that are not a whole number of pages, by their first page. A buffer of 5000 bytes covers the same two
 * pages of 4096 bytes as one of 8000, but it is a fault to give it back as 8000.
 *
 * <p>The entry is the whole length, not the unused rest of the last page. So one read tells where a hand-out ends. A reader that
 * combined the pages with a rest could mix two hand-outs, if the first one is taken back and the next one begins there meanwhile.
 *
 * <p>Thread-safe. Exists only in regions with such hand-outs. Hand-outs from before it was created have no length here; all later
 * ones have.
 */
public final class OddLengths {
    private final AtomicLongArray bytes;

    public OddLengths(long pages) {
        bytes = new AtomicLongArray(Math.toIntExact(pages));
    }

    /** The length in bytes of the hand-out that begins at a page; 0 if it is as long as its pages. */
    public long at(long page) {
        return bytes.get((int) page);
    }

    /** Sets the length of the hand-out that begins at a page; ignores a page outside the region. */
    public void set(long page, long length) {
        if (page >= 0 && page < bytes.length()) {
            bytes.set((int) page, length);
        }
    }
}

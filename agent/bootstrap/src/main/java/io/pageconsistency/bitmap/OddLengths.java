package io.pageconsistency.bitmap;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long hand-outs are, by their first page, where that is not always whole pages: a buffer of 5000 bytes in two pages of 4096 is
 * the same pages as one of 8000, but who gives back 8000 for it has something wrong.
 *
 * <p>It is the whole length, and not by how much the pages are longer, so that one read tells where a hand-out ends: who looks
 * from outside, while it is taken back and the next one begins there, would put the one's pages and the other's remainder
 * together.
 *
 * <p>Thread-safe. Exists only in regions with such hand-outs. A hand-out of before has no length here, and none begins any more
 * that has not.
 */
public final class OddLengths {
    private final AtomicLongArray bytes;

    public OddLengths(long pages) {
        bytes = new AtomicLongArray(Math.toIntExact(pages));
    }

    /** How long the hand-out is that begins at a page; 0 where it is as long as its pages. */
    public long at(long page) {
        return bytes.get((int) page);
    }

    /** Nothing happens for a page that is not there. */
    public void set(long page, long length) {
        if (page >= 0 && page < bytes.length()) {
            bytes.set((int) page, length);
        }
    }
}

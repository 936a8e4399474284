package io.pageconsistency.ledger;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How much less than their whole pages hand-outs are long, by their first page: a buffer of 5000 bytes in two pages of 4096 is
 * the same pages as one of 8000, but who gives back 8000 for it has something wrong.
 *
 * <p>Thread-safe. Exists only in regions with such hand-outs.
 */
final class OddLengths {
    private final AtomicLongArray less;

    OddLengths(long pages) {
        less = new AtomicLongArray(Math.toIntExact(pages));
    }

    /** By how many bytes the hand-out that begins at a page falls short. */
    long less(long page) {
        return less.get((int) page);
    }

    /** Nothing happens for a page that is not there. */
    void less(long page, long bytes) {
        if (page >= 0 && page < less.length()) {
            less.set((int) page, bytes);
        }
    }
}

package io.pageconsistency.ledger;

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
final class OddLengths {
    private final AtomicLongArray bytes;

    OddLengths(long pages) {
        bytes = new AtomicLongArray(Math.toIntExact(pages));
    }

    /** How long the hand-out is that begins at a page; 0 where it is as long as its pages. */
    long at(long page) {
        return bytes.get((int) page);
    }

    /** Nothing happens for a page that is not there. */
    void set(long page, long length) {
        if (page >= 0 && page < bytes.length()) {
            bytes.set((int) page, length);
        }
    }

    private static long at(Region region, long page) {
        OddLengths all = region.lengths;
        return all == null ? 0 : all.at(page);
    }

    /** How long the hand-out of some pages is. */
    static long of(Region region, long page, long count) {
        long odd = at(region, page);
        return odd == 0 ? region.lengthOf(page, count) : odd;
    }

    /**
     * The address behind the hand-out to which a page belongs, or that of the page if nobody has it any more.
     *
     * <p>The page may change hands meanwhile. A length is written before its pages are held, and pages are looked at in one word
     * each. So what stayed the same from before the look to behind it is of a hand-out that there was, or that there is going to be;
     * whatever was found at a page that is free by now is what somebody left there.
     */
    static long endOf(Region region, long page) {
        while (true) {
            long first = region.pages.startOf(page);
            long odd = at(region, first);
            long length = odd != 0 ? odd : region.lengthOf(first, region.pages.endFrom(first) - first);
            if (first == page && !region.isStart(page)) {
                return region.address() + page * region.pageSize();
            }
            if (at(region, first) == odd && region.pages.startOf(page) == first) {
                return region.address() + first * region.pageSize() + length;
            }
        }
    }
}

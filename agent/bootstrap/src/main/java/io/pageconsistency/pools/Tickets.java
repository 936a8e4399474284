package io.pageconsistency.pools;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Counts, for each page, the hand-outs and take-backs that begin there; the count is odd while the page is handed out. Page and count together
 * are the ticket of a hand-out.
 *
 * <p>The counts are plain, because only the thread that transfers a page changes its count; a second thread is found by the page's state.
 * Thread-safe. Takes four bytes a page, for the parts of a region that are in use.
 */
final class Tickets {
    private static final int CHUNK_BITS = 12;
    private static final int CHUNK = 1 << CHUNK_BITS;

    private final AtomicReferenceArray<int[]> chunks;
    private final long pages;

    Tickets(long pages) {
        this.pages = pages;
        chunks = new AtomicReferenceArray<>(Math.toIntExact((pages - 1 >>> CHUNK_BITS) + 1));
    }

    private int[] chunk(long page) {
        int index = (int) (page >>> CHUNK_BITS);
        int[] chunk = chunks.getAcquire(index);
        if (chunk != null) {
            return chunk;
        }
        int[] made = new int[CHUNK];
        return chunks.compareAndSet(index, null, made) ? made : chunks.getAcquire(index);
    }

    private boolean isPage(long page) {
        return page >= 0 && page < pages;
    }

    /** Begins a hand-out; returns its ticket, or 0 if there is no such page. */
    long handedOut(long page) {
        if (!isPage(page)) {
            return 0;
        }
        int[] chunk = chunk(page);
        int at = (int) page & CHUNK - 1;
        // The next odd number, even if the page was handed out already.
        int count = (chunk[at] + 1 | 1);
        chunk[at] = count;
        return ticket(page, count);
    }

    private static long ticket(long page, int count) {
        return page + 1 << Integer.SIZE ^ count & 0xffff_ffffL;
    }

    /** Whether a ticket belongs to the present hand-out of a page. */
    boolean isPresent(long page, long ticket) {
        return isPage(page) && ticket(page, chunk(page)[(int) page & CHUNK - 1]) == ticket;
    }

    /** Ends a hand-out, if there is one. */
    void takenBack(long page) {
        if (isPage(page)) {
            int[] chunk = chunk(page);
            int at = (int) page & CHUNK - 1;
            chunk[at] = chunk[at] + 1 & -2;
        }
    }

    /** Ends all hand-outs. */
    void reset() {
        for (int i = 0; i < chunks.length(); i++) {
            int[] chunk = chunks.getAcquire(i);
            for (int at = 0; chunk != null && at < CHUNK; at++) {
                chunk[at] = chunk[at] + 1 & -2;
            }
        }
    }
}

package io.pageconsistency.ledger;

import static io.pageconsistency.ledger.PageWord.ALL_PLANES;
import static io.pageconsistency.ledger.PageWord.H_PLANE;
import static io.pageconsistency.ledger.PageWord.K_PLANE;
import static io.pageconsistency.ledger.PageWord.PAGES;
import static io.pageconsistency.ledger.PageWord.R_PLANE;
import static io.pageconsistency.ledger.PageWord.S_PLANE;

/**
 * The four operations where all is as usual: pages of one word, in the one state that a healthy pool leaves them in.
 *
 * <p>Each method is one call that makes no further ones but to the array and the code. Pools are up to twelve calls deep where
 * they meet the ledger, the compiler follows fifteen, and a check that it leaves a call costs more than the atomic step.
 * What flips is known before the word is read, as the code of a change is the change of the code; so nothing stands between
 * reading and replacing but the check.
 *
 * <p>A method returns false when something is not as usual, or another thread was faster; then nothing has happened, and
 * {@link PageMap} is to judge. Thread-safe, lock-free, allocates nothing.
 */
abstract class UsualPages extends PageStates {
    static final int ALL_PAGES = (1 << PAGES) - 1;

    private static final int SHIFT = 3;
    /** What flips in a word when so many pages, less one, from one of its pages on are handed out or taken back. */
    private static final long[] CROSSINGS = flips(true);
    /** The same for those that are claimed or returned. */
    private static final long[] CLAIMS = flips(false);

    /** R for every page where the pool reserves before it hands out, else nothing. */
    final int reserves;

    /**
     * @param pages between 1 and {@link #MAX_PAGES}
     * @param reserves whether the pool claims pages before it hands them out, so that each hand-out must find R
     * @param known whether the region is new: its pages were never allocated; otherwise they are unknown
     */
    UsualPages(long pages, boolean reserves, boolean known) {
        super(pages, known);
        this.reserves = reserves ? ALL_PAGES : 0;
    }

    private static long[] flips(boolean crossing) {
        long[] flips = new long[PAGES * PAGES];
        for (int from = 0; from < PAGES; from++) {
            for (int count = 1; count <= PAGES - from; count++) {
                int mask = mask(from, count);
                flips[from * PAGES + count - 1] = crossing ? crossing(mask, 1 << from) : PageWord.flip(mask, R_PLANE);
            }
        }
        return flips;
    }

    /** What flips when the pages of a mask are handed out or taken back. */
    static long crossing(int mask, int start) {
        return PageWord.flip(mask, H_PLANE) ^ PageWord.flip(start, S_PLANE);
    }

    /** Pages are claimed that were released. */
    final boolean usualReserve(long first, long count) {
        return usualClaim(first, count, 0);
    }

    /** Pages are released that are claimed, and nobody holds. */
    final boolean usualRelease(long first, long count) {
        return usualClaim(first, count, ALL_PAGES);
    }

    /** @param claimed all pages if they must be claimed, none if they must not */
    private boolean usualClaim(long first, long count, int claimed) {
        long[] all = words;
        int from = (int) first & PAGES - 1;
        long at = first >>> SHIFT;
        if (at >= all.length || count <= 0 || count > PAGES - from) {
            return false;
        }
        int mask = mask(from, (int) count);
        long w = (long) WORD.getVolatile(all, (int) at);
        return (PageWord.primary(w) & mask * ALL_PLANES) == (mask & claimed | mask << K_PLANE) && PageWord.syndrome(w) == 0
                && WORD.compareAndSet(all, (int) at, w, w ^ CLAIMS[from * PAGES + (int) count - 1]);
    }

    /** Pages are handed out that nobody holds; claimed ones where the pool claims. */
    final boolean usualHandOut(long first, long count) {
        long[] all = words;
        int from = (int) first & PAGES - 1;
        // A negative page's word is far outside. Behind the last page a word has more places, but in no expected state.
        long at = first >>> SHIFT;
        if (at >= all.length || count <= 0 || count > PAGES - from) {
            return false;
        }
        int mask = mask(from, (int) count);
        long w = (long) WORD.getVolatile(all, (int) at);
        return (PageWord.primary(w) & mask * ALL_PLANES) == (mask & reserves | mask << K_PLANE) && PageWord.syndrome(w) == 0
                && WORD.compareAndSet(all, (int) at, w, w ^ CROSSINGS[from * PAGES + (int) count - 1]);
    }

    /** Pages are taken back that are exactly one hand-out. */
    final boolean usualTakeBack(long first, long count) {
        long[] all = words;
        int from = (int) first & PAGES - 1;
        long at = first >>> SHIFT;
        if (at >= all.length || count <= 0 || count > PAGES - from) {
            return false;
        }
        int word = (int) at;
        int mask = mask(from, (int) count);
        int behind = 1 << from + (int) count;
        if (behind > ALL_PAGES && word + 1 < all.length) {
            // As goesOn, but a damaged word is not made out here.
            int p = PageWord.primary((long) WORD.getVolatile(all, word + 1));
            if ((p >>> H_PLANE & ~(p >>> S_PLANE) & 1) != 0) {
                return false;
            }
        }
        long w = (long) WORD.getVolatile(all, word);
        int p = PageWord.primary(w);
        return (p & mask * ALL_PLANES) == (mask & reserves | mask << H_PLANE | 1 << from + S_PLANE | mask << K_PLANE)
                && (p >>> H_PLANE & ~(p >>> S_PLANE) & behind & ALL_PAGES) == 0 && PageWord.syndrome(w) == 0
                && WORD.compareAndSet(all, word, w, w ^ CROSSINGS[from * PAGES + (int) count - 1]);
    }
}

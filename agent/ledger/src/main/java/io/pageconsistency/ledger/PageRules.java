package io.pageconsistency.ledger;

import static io.pageconsistency.ledger.PageWord.H_PLANE;
import static io.pageconsistency.ledger.PageWord.K_PLANE;
import static io.pageconsistency.ledger.PageWord.PAGES;
import static io.pageconsistency.ledger.PageWord.S_PLANE;

/**
 * What each operation expects of the pages of one word, and what is found when they are not so.
 *
 * <p>Each rule takes the word's primary bitmap, the word's index, which only places the finding, and the mask of the pages
 * concerned, and returns {@link Finding#NONE} or a packed {@link Finding}. Unknown pages are as every rule expects them.
 *
 * <p>Pure functions; thread-safe.
 */
final class PageRules {
    private PageRules() {
    }

    /** No page may be claimed, and none held. */
    static long reserve(int p, int word, int mask) {
        int claimed = p & mask;
        return claimed != 0 ? at(Finding.ALREADY_CLAIMED, word, claimed) : ifAny(Finding.ALREADY_HELD, word, held(p, mask));
    }

    /** Every page must be claimed, and none held. */
    static long release(int p, int word, int mask) {
        long free = notInUse(p, word, ~p & mask & ~PageWord.unknown(p, mask));
        return free != Finding.NONE ? free : ifAny(Finding.STILL_HELD, word, held(p, mask));
    }

    /**
     * No page may be held, and every page must be claimed.
     *
     * @param reserves the pages that must be claimed, if they are concerned
     */
    static long handOut(int p, int word, int mask, int reserves) {
        int held = held(p, mask);
        return held != 0 ? at(Finding.ALREADY_HELD, word, held)
                : ifAny(Finding.UNCLAIMED, word, ~p & mask & reserves & ~PageWord.unknown(p, mask));
    }

    /**
     * Every page must be held, a hand-out must begin at the first one and nowhere else, and it must not go on behind.
     *
     * @param start the page at which the hand-out begins, or none when that is in another word
     * @param goesOn whether the page behind the mask is held by the same hand-out
     */
    static long takeBack(int p, int word, int mask, int start, boolean goesOn) {
        int held = held(p, mask);
        int starts = p >>> S_PLANE & held;
        long free = notInUse(p, word, mask & ~held & ~PageWord.unknown(p, mask));
        if (free != Finding.NONE) {
            return free;
        }
        if ((held & start & ~starts) != 0) {
            return at(Finding.NOT_A_START, word, start);
        }
        if ((starts & ~start) != 0) {
            return at(Finding.OTHER_INSIDE, word, starts & ~start);
        }
        // The last page unknown: what stands behind it may be the end of a hand-out that began before we looked.
        int last = Integer.highestOneBit(mask);
        return goesOn ? ifAny(Finding.ONLY_A_PART, word, held & last) : Finding.NONE;
    }

    private static int held(int p, int mask) {
        return p >>> H_PLANE & mask;
    }

    private static long notInUse(int p, int word, int free) {
        int givenBack = free & p >>> K_PLANE;
        return givenBack != 0 ? at(Finding.ALREADY_FREE, word, givenBack) : ifAny(Finding.NEVER_ALLOCATED, word, free);
    }

    private static long ifAny(Finding finding, int word, int pages) {
        return pages == 0 ? Finding.NONE : at(finding, word, pages);
    }

    private static long at(Finding finding, int word, int pages) {
        return finding.at((long) word * PAGES + Integer.numberOfTrailingZeros(pages));
    }

    /** Whether bytes lie outside what was claimed for them; no length, however absurd, overflows. */
    static boolean reachesOut(long offset, long length, long claimed) {
        // Both are not negative in the last comparison, so nothing overflows, and an offset beyond the claim leaves less than 0.
        return (offset | length) < 0 || length > claimed - offset;
    }

    static String outside(long offset, long length, long claimed) {
        return Finding.OUTSIDE_EXTENT.text() + ": " + length + " bytes from byte " + offset + " of " + claimed;
    }
}

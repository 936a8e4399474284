package io.pageconsistency.ledger;

import static io.pageconsistency.ledger.PageWord.H_PLANE;
import static io.pageconsistency.ledger.PageWord.K_PLANE;
import static io.pageconsistency.ledger.PageWord.PAGES;
import static io.pageconsistency.ledger.PageWord.R_PLANE;
import static io.pageconsistency.ledger.PageWord.S_PLANE;

/**
 * The states of all pages of one region as they can be read; {@link PageMap} changes them.
 *
 * <p>What is counted or searched over several words is exact at rest. Thread-safe.
 */
abstract class PageStates extends CodedWords {
    /** The most pages a map can have; far more than an address space of 8 KiB pages of 64 TiB. */
    static final long MAX_PAGES = (long) (Integer.MAX_VALUE - 8) * PAGES;

    private final long pages;

    /** @param known whether the pages were never allocated; otherwise they are unknown */
    PageStates(long pages, boolean known) {
        super(wordsFor(pages), PageWord.NEVER);
        this.pages = pages;
        if (!known) {
            for (int i = 0; i < words.length; i++) {
                words[i] = unknownWord(i);
            }
        }
    }

    private static int wordsFor(long pages) {
        if (pages < 1 || pages > MAX_PAGES) {
            throw new IllegalArgumentException("a region has 1 to " + MAX_PAGES + " pages, not " + pages);
        }
        return (int) ((pages + PAGES - 1) / PAGES);
    }

    final long pages() {
        return pages;
    }

    /** Subtracting avoids the overflow that {@code first + count} could have. */
    final boolean outside(long first, long count) {
        return first < 0 || count <= 0 || first > pages - count;
    }

    static int wordOf(long page) {
        return (int) (page / PAGES);
    }

    /** So many pages of a word from one on. */
    static int mask(int from, int count) {
        return (1 << count) - 1 << from;
    }

    @Override
    final long unknownWord(int index) {
        int pagesHere = (int) Math.min(PAGES, pages - (long) index * PAGES);
        return PageWord.of(PageWord.unknown(mask(0, pagesHere)));
    }

    /** Whether the word of a page is intact. */
    final boolean intact(long page) {
        return PageWord.intact(word(wordOf(page)));
    }

    final boolean isReserved(long page) {
        return bit(page, R_PLANE);
    }

    final boolean isHeld(long page) {
        return bit(page, H_PLANE);
    }

    /** Whether a hand-out begins at the page. */
    final boolean isStart(long page) {
        int p = primaryAt(page);
        return (p >>> H_PLANE & p >>> S_PLANE & 1) != 0;
    }

    /** Whether the hand-out that holds the page before goes on with this one. Both bits are of one instant. */
    final boolean goesOnWith(long page) {
        int p = primaryAt(page);
        return (p >>> H_PLANE & ~(p >>> S_PLANE) & 1) != 0;
    }

    /** Whether an operation on the page was seen, and the record of it has been sound since. */
    final boolean isKnown(long page) {
        return bit(page, K_PLANE);
    }

    private boolean bit(long page, int plane) {
        return (primaryAt(page) >>> plane & 1) != 0;
    }

    /** The primary bitmap of a page's word, with the page's bits at the beginning of their planes. */
    private int primaryAt(long page) {
        if (page < 0 || page >= pages) {
            throw new IndexOutOfBoundsException("page " + page + " of " + pages);
        }
        return PageWord.primary(word(wordOf(page))) >>> (int) (page & PAGES - 1);
    }

    /** How many pages are claimed; exact at rest. */
    final long reserved() {
        return population(R_PLANE);
    }

    /** How many pages are held; exact at rest. */
    final long held() {
        return population(H_PLANE);
    }

    /** How many pages were seen in use; exact at rest. */
    final long known() {
        return population(K_PLANE);
    }

    private long population(int plane) {
        long population = 0;
        for (int i = 0; i < words.length; i++) {
            population += Integer.bitCount(PageWord.primary(word(i)) >>> plane & 0xff);
        }
        return population;
    }

    /** How many hand-outs are held; exact at rest. */
    final long starts() {
        long starts = 0;
        for (int i = 0; i < words.length; i++) {
            int p = PageWord.primary(word(i));
            starts += Integer.bitCount(p >>> H_PLANE & p >>> S_PLANE & 0xff);
        }
        return starts;
    }

    /** The first held page at or behind {@code from}, or -1. */
    final long nextHeld(long from) {
        for (long page = from; page < pages; page++) {
            if ((page & PAGES - 1) == 0 && (PageWord.primary(word(wordOf(page))) >>> H_PLANE & 0xff) == 0) {
                page += PAGES - 1;
            } else if (isHeld(page)) {
                return page;
            }
        }
        return -1;
    }

    /** The page behind the last one, before {@code end}, that is claimed, held and known as a page is. */
    final long sameFrom(long page, long end) {
        int state = claimsOf(primaryAt(page));
        long same = page + 1;
        while (same < end && claimsOf(primaryAt(same)) == state) {
            same++;
            while ((same & PAGES - 1) == 0 && end - same >= PAGES && isAll(wordOf(same), state)) {
                same += PAGES;
            }
        }
        return Math.min(same, end);
    }

    /** A state without where hand-outs begin; that bit counts only where it says that the page is unknown. */
    private static int claimsOf(int primary) {
        int state = primary & (1 | 1 << H_PLANE | 1 << K_PLANE);
        return state == 0 ? primary & 1 << S_PLANE : state;
    }

    private boolean isAll(int word, int state) {
        int p = PageWord.primary(word(word));
        int planes = state * ((1 << PAGES) - 1);
        return state == 1 << S_PLANE || state == 0 ? p == planes : (p & ~(0xff << S_PLANE)) == planes;
    }

    /** Whether nothing is known of a page. */
    final boolean isUnknown(long page) {
        return PageWord.unknown(primaryAt(page), 1) != 0;
    }

    /** The page behind the hand-out that begins at a page, or goes on there. */
    final long endFrom(long page) {
        long end = page + 1;
        while (end < pages && goesOnWith(end)) {
            end++;
            while ((end & PAGES - 1) == 0 && pages - end >= PAGES && goesOnAll(wordOf(end))) {
                end += PAGES;
            }
        }
        return Math.min(end, pages);
    }

    private boolean goesOnAll(int word) {
        int p = PageWord.primary(word(word));
        return (p >>> H_PLANE & ~(p >>> S_PLANE) & 0xff) == 0xff;
    }

    /** The first page of the hand-out a page belongs to; the page itself when it is not held. */
    final long startOf(long page) {
        long start = page;
        while (start > 0 && goesOnWith(start) && isHeld(start - 1)) {
            start--;
            while ((start & PAGES - 1) == 0 && start >= PAGES && goesOnWith(start)
                    && goesOnAll(wordOf(start - 1))) {
                start -= PAGES;
            }
        }
        return start;
    }
}

package io.pageconsistency.ledger;

import static io.pageconsistency.ledger.PageWord.ALL_PLANES;
import static io.pageconsistency.ledger.PageWord.H_PLANE;
import static io.pageconsistency.ledger.PageWord.K_PLANE;
import static io.pageconsistency.ledger.PageWord.PAGES;
import static io.pageconsistency.ledger.PageWord.R_PLANE;
import static io.pageconsistency.ledger.PageWord.S_PLANE;

import io.pageconsistency.Operation;

/**
 * The states of all pages of one region, and what the four operations expect of them.
 *
 * <p>Each operation checks and updates a word in the same compare-and-set loop, so nothing can change between the two. An
 * operation over several words is not one step, but no rule needs it to be: a hand-out's first page gets H and S at once,
 * and every other rule looks at pages that belong to the caller.
 *
 * <p>An operation returns {@link Finding#NONE} or a packed {@link Finding}. With a finding a hand-out or take-back has
 * changed nothing; of a reserve or release the words before the one concerned have been updated, and the others have not.
 * The caller decides whether to {@linkplain #force force} it.
 *
 * <p>Thread-safe, lock-free. Allocates only where a crossing over several words meets one that is not as usual.
 */
final class PageMap extends UsualPages {
    /** As for {@link UsualPages}. */
    PageMap(long pages, boolean reserves, boolean known) {
        super(pages, reserves, known);
    }

    /** The allocator claims pages: none may be claimed. */
    long reserve(long first, long count) {
        if (usualReserve(first, count)) {
            return Finding.NONE;
        }
        if (outside(first, count)) {
            return Finding.OUTSIDE.at(first);
        }
        int from = (int) first & PAGES - 1;
        return from + count <= PAGES ? in(Operation.RESERVE, wordOf(first), mask(from, (int) count), 0, true)
                : across(Operation.RESERVE, first, count);
    }

    /** The allocator returns pages: all must be claimed and none held. */
    long release(long first, long count) {
        if (usualRelease(first, count)) {
            return Finding.NONE;
        }
        if (outside(first, count)) {
            return Finding.OUTSIDE_FREED.at(first);
        }
        int from = (int) first & PAGES - 1;
        return from + count <= PAGES ? in(Operation.RELEASE, wordOf(first), mask(from, (int) count), 0, true)
                : across(Operation.RELEASE, first, count);
    }

    /** Pages cross to a user: all must be claimed, where the pool claims at all, and none held. */
    long handOut(long first, long count) {
        if (usualHandOut(first, count)) {
            return Finding.NONE;
        }
        if (outside(first, count)) {
            return Finding.OUTSIDE.at(first);
        }
        int from = (int) first & PAGES - 1;
        return from + count <= PAGES ? in(Operation.HAND_OUT, wordOf(first), mask(from, (int) count), 1 << from, true)
                : across(Operation.HAND_OUT, first, count);
    }

    /** Pages cross back: they must be exactly what one hand-out gave. */
    long takeBack(long first, long count) {
        if (usualTakeBack(first, count)) {
            return Finding.NONE;
        }
        if (outside(first, count)) {
            return Finding.OUTSIDE_FREED.at(first);
        }
        int from = (int) first & PAGES - 1;
        return from + count <= PAGES ? in(Operation.TAKE_BACK, wordOf(first), mask(from, (int) count), 1 << from, true)
                : across(Operation.TAKE_BACK, first, count);
    }

    /** Begins again with an operation that stopped at a {@linkplain Finding#CORRUPTED damaged} word, healed since. */
    long resume(Operation operation, long first, long count) {
        return across(operation, first, count);
    }

    /** With a finding nothing has changed. */
    private long across(Operation operation, long first, long count) {
        long end = first + count;
        Past past = null;
        for (long page = first; page < end;) {
            page = wholeWords(operation, first, end, page);
            if (page < end) {
                int offset = (int) page & PAGES - 1;
                int n = (int) Math.min(PAGES - offset, end - page);
                int word = wordOf(page);
                int mask = mask(offset, n);
                int start = page == first ? 1 << offset : 0;
                boolean last = page + n == end;
                if (!usual(operation, word, mask, start, last)) {
                    past = Past.with(past, word, PageWord.primary(word(word)));
                    long finding = in(operation, word, mask, start, last);
                    if (finding != Finding.NONE) {
                        undo(operation, first, page - first, past);
                        return Finding.of(finding) == Finding.CORRUPTED ? finding
                                : gravest(operation, finding, page + n, end);
                    }
                }
                page += n;
            }
        }
        return Finding.NONE;
    }

    private boolean usual(Operation operation, int word, int mask, int start, boolean last) {
        return !(operation == Operation.TAKE_BACK && last && goesOn(word, mask))
                && usual(word, mask, expected(operation, mask, start), change(operation, mask, start));
    }

    /** Takes a hand-out back that was judged good; what it learned of pages that were unknown stays. */
    void undoHandOut(long first, long count) {
        if (!outside(first, count)) {
            undo(Operation.HAND_OUT, first, count, null);
        }
    }

    /**
     * Makes the pages of an operation look as before it, but for those that others have changed since.
     *
     * @param past the words that were not as the operation usually finds them, or null when all were
     */
    private void undo(Operation operation, long first, long count, Past past) {
        long end = first + count;
        for (long page = first; page < end; page = (page / PAGES + 1) * PAGES) {
            int from = (int) page & PAGES - 1;
            int mask = mask(from, (int) Math.min(PAGES - from, end - page));
            int start = page == first ? 1 << from : 0;
            int word = wordOf(page);
            int before = Past.of(past, word, expected(operation, mask, start)) & mask * ALL_PLANES;
            int after = forced(operation, before, mask, start);
            for (;;) {
                long w = word(word);
                int restored = Past.restored(PageWord.primary(w), mask, after, before);
                if (!PageWord.intact(w) || replace(word, w, PageWord.of(restored))) {
                    break;
                }
            }
        }
    }

    /**
     * Updates whole words as long as they are what the operation usually finds. That is one certain value, so comparing with
     * it is all the check they need.
     *
     * @return the first page that was not updated
     */
    private long wholeWords(Operation operation, long first, long end, long from) {
        if ((from & PAGES - 1) != 0) {
            return from;
        }
        int word = wordOf(from);
        int stop = wordOf(end);
        if (operation == Operation.TAKE_BACK && word < stop && goesOn(stop - 1, ALL_PAGES)) {
            stop--;
        }
        long inner = PageWord.of(expected(operation, ALL_PAGES, 0));
        long innerNext = inner ^ change(operation, ALL_PAGES, 0);
        int start = from == first ? 1 : 0;
        long usual = PageWord.of(expected(operation, ALL_PAGES, start));
        long next = usual ^ change(operation, ALL_PAGES, start);
        while (word < stop && replace(word, usual, next)) {
            word++;
            usual = inner;
            next = innerNext;
        }
        return (long) word * PAGES;
    }

    /** How an operation usually finds the pages of a mask. */
    private int expected(Operation operation, int mask, int start) {
        int known = mask << K_PLANE;
        return switch (operation) {
            case RESERVE -> known;
            case RELEASE -> known | mask;
            case HAND_OUT -> known | mask & reserves;
            default -> known | mask & reserves | mask << H_PLANE | start << S_PLANE;
        };
    }

    /** What an operation usually flips in a word. */
    private static long change(Operation operation, int mask, int start) {
        return switch (operation) {
            case RESERVE, RELEASE -> PageWord.flip(mask, R_PLANE);
            default -> crossing(mask, start);
        };
    }

    /** One word's part of an operation, whatever state the pages are in. */
    private long in(Operation operation, int word, int mask, int start, boolean last) {
        for (;;) {
            long w = word(word);
            if (!PageWord.intact(w)) {
                return Finding.CORRUPTED.at(word);
            }
            int p = PageWord.primary(w);
            long finding = finding(operation, p, word, mask, start, last);
            if (finding != Finding.NONE || replace(word, w, PageWord.of(forced(operation, p, mask, start)))) {
                return finding;
            }
        }
    }

    private static int claimed(int p, int mask) {
        return p & ~(mask * ALL_PLANES) | mask | mask << K_PLANE;
    }

    private static int released(int p, int mask) {
        return p & ~(mask * ALL_PLANES) | mask << K_PLANE;
    }

    private int handedOut(int p, int mask, int start) {
        return p & ~(mask << S_PLANE) | mask & reserves | mask << H_PLANE | start << S_PLANE | mask << K_PLANE;
    }

    private int takenBack(int p, int mask) {
        return p & ~(mask << H_PLANE | mask << S_PLANE) | PageWord.unknown(p, mask) & reserves | mask << K_PLANE;
    }

    /**
     * The healthy operation at its shortest: pages that are exactly as the operation expects them change as it changes
     * them. Both are known before the word is read, and the code of a change is the change of the code, so nothing stands
     * between reading the word and replacing it but the check.
     *
     * @param expected the planes of the pages of the mask
     * @return false when something is not as usual, or another thread was faster; then nothing has happened
     */
    private boolean usual(int word, int mask, int expected, long change) {
        long w = word(word);
        return (PageWord.primary(w) & mask * ALL_PLANES) == expected && PageWord.syndrome(w) == 0
                && replace(word, w, w ^ change);
    }

    /**
     * Whether the page behind the mask is held without being a start. Such a page belongs to the hand-out that holds our
     * last page, so nobody else changes it while that hand-out is ours; reading it outside the compare-and-set is safe.
     */
    private boolean goesOn(int word, int mask) {
        int behind = Integer.highestOneBit(mask) << 1;
        int at = word;
        if (behind == 1 << PAGES) {
            behind = 1;
            at++;
            if (at == words.length) {
                return false;
            }
        }
        long w = word(at);
        int p = PageWord.primary(w);
        return (p >>> H_PLANE & ~(p >>> S_PLANE) & behind) != 0 && PageWord.intact(w);
    }

    /** Looks on behind a finding, without updating, whether something graver stands there; damaged words say nothing. */
    private long gravest(Operation operation, long finding, long behind, long end) {
        long gravest = finding;
        for (long page = behind; page < end; page = (page / PAGES + 1) * PAGES) {
            int from = (int) page & PAGES - 1;
            int mask = mask(from, (int) Math.min(PAGES - from, end - page));
            int word = wordOf(page);
            long w = word(word);
            if (PageWord.intact(w)) {
                gravest = Finding.graver(gravest,
                        finding(operation, PageWord.primary(w), word, mask, 0, page + PAGES >= end));
            }
        }
        return gravest;
    }

    private long finding(Operation operation, int p, int word, int mask, int start, boolean last) {
        return switch (operation) {
            case RESERVE -> PageRules.reserve(p, word, mask);
            case RELEASE -> PageRules.release(p, word, mask);
            case HAND_OUT -> PageRules.handOut(p, word, mask, reserves);
            default -> PageRules.takeBack(p, word, mask, start, last && goesOn(word, mask));
        };
    }

    /**
     * Makes the pages look as the operation leaves them, whatever they were: after a finding the ledger follows the pool,
     * which does what it does. What lies outside the region is left out.
     */
    void force(Operation operation, long first, long count) {
        if (count <= 0) {
            return;
        }
        long end = Math.min(pages(), first > Long.MAX_VALUE - count ? Long.MAX_VALUE : first + count);
        for (long page = Math.max(0, first); page < end; page = (page / PAGES + 1) * PAGES) {
            int from = (int) page & PAGES - 1;
            int mask = mask(from, (int) Math.min(PAGES - from, end - page));
            int start = page == first ? 1 << from : 0;
            int word = wordOf(page);
            for (long w = word(word); !replace(word, w, PageWord.of(forced(operation, trusted(w, word), mask, start)));) {
                w = word(word);
            }
        }
        if (end > 0 && end < pages()) {
            startAt(end);
        }
    }

    /** What is left of a hand-out behind a forced range is one of its own from here on, so that it accuses nobody later. */
    private void startAt(long page) {
        int word = wordOf(page);
        int bit = 1 << (page & PAGES - 1);
        for (;;) {
            long w = word(word);
            int p = PageWord.primary(w);
            boolean left = (p >>> H_PLANE & ~(p >>> S_PLANE) & bit) != 0;
            if (!left || !PageWord.intact(w) || replace(word, w, PageWord.of(p | bit << S_PLANE))) {
                return;
            }
        }
    }

    private int trusted(long w, int word) {
        return PageWord.primary(PageWord.intact(w) ? w : unknownWord(word));
    }

    private int forced(Operation operation, int p, int mask, int start) {
        return switch (operation) {
            case RESERVE -> claimed(p, mask);
            case RELEASE -> released(p, mask);
            // What is unknown stays so: who has it may still be about to give it back; and what never was in use.
            case CLOSE -> released(p, mask & PageWord.used(p));
            case HAND_OUT -> handedOut(p, mask, start);
            case TAKE_BACK -> takenBack(p, mask);
            default -> p;
        };
    }

    /**
     * Turns the pages of a range unknown.
     *
     * @param alsoHeld false to spare those that somebody holds
     */
    void forget(long first, long count, boolean alsoHeld) {
        if (outside(first, count)) {
            return;
        }
        long end = first + count;
        for (long page = first; page < end; page = (page / PAGES + 1) * PAGES) {
            int from = (int) page & PAGES - 1;
            int mask = mask(from, (int) Math.min(PAGES - from, end - page));
            int word = wordOf(page);
            for (;;) {
                long w = word(word);
                int p = PageWord.primary(w);
                int lost = alsoHeld ? mask : mask & ~(p >>> H_PLANE);
                if (!PageWord.intact(w)
                        || replace(word, w, PageWord.of(p & ~(lost * ALL_PLANES) | PageWord.unknown(lost)))) {
                    break;
                }
            }
        }
    }
}

package io.pageconsistency.agent.audit;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

import io.pageconsistency.Extent;
import io.pageconsistency.bitmap.Finding;
import io.pageconsistency.region.Region;
import io.pageconsistency.verdict.BookJudge;
import io.pageconsistency.verdict.Unit;

/**
 * A difference between a pool's books and the record.
 *
 * @param page the first page, or the first page of the run that contains the slots
 * @param slots the slots; empty if the difference is about pages
 * @param book the name of the book
 * @param by the amount by which a figure is wrong; 0 for other differences
 * @param words what was expected and what was found
 */
record Difference(Finding finding, long page, long count, BitSet slots, String book, long by, String words) {
    /** Whether another difference needs no report because this one is known, even if the figures have changed since. */
    boolean covers(Difference other) {
        return finding == other.finding && book.equals(other.book) && by == other.by && page <= other.page
                && page + count >= other.page + other.count && hasSlotsOf(other);
    }

    private boolean hasSlotsOf(Difference other) {
        BitSet more = (BitSet) other.slots.clone();
        more.andNot(slots);
        return slots.isEmpty() == other.slots.isEmpty() && more.isEmpty();
    }

    /** Whether this and another difference are about the same memory, found in two books. */
    boolean isBesides(Difference other) {
        return finding == other.finding && by == other.by && page == other.page && count == other.count && slots.equals(other.slots);
    }

    /**
     * Reports the difference.
     *
     * @return whether it was reported
     */
    boolean report(BookJudge judge, Region region) {
        Unit shown = Unit.of(region, page, count, slots.isEmpty() ? Extent.NO_SLOT : slots.nextSetBit(0));
        if (finding == Finding.BOOKS_CONTRADICT) {
            return judge.figure(shown, words);
        }
        List<Unit> all = new ArrayList<>();
        slots.stream().forEach(slot -> all.add(Unit.of(region, page, count, slot)));
        return judge.found(finding, shown, all.isEmpty() ? List.of(shown) : all, words);
    }
}

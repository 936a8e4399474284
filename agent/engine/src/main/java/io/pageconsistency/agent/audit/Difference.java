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
 * Something that a pool's books say otherwise than the record.
 *
 * @param page the first of the pages concerned, or of the run whose slots are
 * @param slots the slots concerned; none where it is about pages
 * @param book which of the books says it
 * @param by by how much a figure is wrong; else 0
 * @param words what was expected, and what was found
 */
record Difference(Finding finding, long page, long count, BitSet slots, String book, long by, String words) {
    /** Whether who knows of this one knows of the other, whatever the figures have become meanwhile. */
    boolean covers(Difference other) {
        return finding == other.finding && book.equals(other.book) && by == other.by && page <= other.page
                && page + count >= other.page + other.count && hasSlotsOf(other);
    }

    private boolean hasSlotsOf(Difference other) {
        BitSet more = (BitSet) other.slots.clone();
        more.andNot(slots);
        return slots.isEmpty() == other.slots.isEmpty() && more.isEmpty();
    }

    /** The same, of two books that are wrong about the same memory. */
    boolean isBesides(Difference other) {
        return finding == other.finding && by == other.by && page == other.page && count == other.count && slots.equals(other.slots);
    }

    /** Whether it is reported. */
    boolean tell(BookJudge judge, Region region) {
        Unit shown = Unit.of(region, page, count, slots.isEmpty() ? Extent.NO_SLOT : slots.nextSetBit(0));
        if (finding == Finding.BOOKS_CONTRADICT) {
            return judge.figure(shown, words);
        }
        List<Unit> all = new ArrayList<>();
        slots.stream().forEach(slot -> all.add(Unit.of(region, page, count, slot)));
        return judge.found(finding, shown, all.isEmpty() ? List.of(shown) : all, words);
    }
}

package io.pageconsistency.verdict;

import java.util.function.Consumer;

import io.pageconsistency.bitmap.SlotMap;
import io.pageconsistency.region.Region;
import io.pageconsistency.region.Residue;

/** The pages of a region. */
public record Pages(Region region) implements Units {
    /** The hand-out that begins at a page, or the rest of the hand-out that the page belongs to. */
    public static PageRun handOut(Region region, long page) {
        return new PageRun(region, page, region.pages.endOfHandOut(page) - page);
    }

    /** The state of a page, as state bits of {@link Residue}. */
    static int stateOf(Region region, long page) {
        if (region.pages.isUnknown(page)) {
            return Residue.UNKNOWN;
        }
        return (!region.reserves() || region.pages.isReserved(page) ? Residue.CLAIMED : 0)
                | (region.pages.isHeld(page) ? Residue.HELD : 0);
    }

    @Override
    public void forEachHeld(Consumer<Unit> action) {
        for (long page = region.pages.nextHeld(0); page >= 0;) {
            PageRun run = handOut(region, page);
            action.accept(run);
            page = region.pages.nextHeld(page + run.count());
        }
    }

    @Override
    public void forEachIdle(Consumer<Unit> action) {
        for (long page = 0; page < region.pageCount();) {
            SlotMap slots = region.slotsAt(page);
            long end = slots != null ? page + slots.runPages() : page + 1;
            if (slots == null && isIdle(page)) {
                while (end < region.pageCount() && region.slotsAt(end) == null && isIdle(end)) {
                    end++;
                }
                action.accept(new PageRun(region, page, end - page));
            }
            page = end;
        }
    }

    private boolean isIdle(long page) {
        return region.pages.isReserved(page) && region.pages.isKnown(page) && !region.pages.isHeld(page);
    }

    @Override
    public Unit firstHeld() {
        long page = region.pages.nextHeld(0);
        return page < 0 ? null : handOut(region, page);
    }

    @Override
    public Unit heldAt(long place) {
        long page = region.pageAt(place);
        return region.placeOf(page) == place && region.isStart(page) ? handOut(region, page) : null;
    }

    @Override
    public Unit heldIn(long from, long to) {
        long last = Math.min(region.pageCount() - 1, region.pageAt(to - 1));
        for (long page = region.pages.nextHeld(Math.max(0, region.pageAt(from))); page >= 0 && page <= last;
                page = region.pages.nextHeld(page + 1)) {
            if (!region.pages.isKnown(page) || region.placeOf(page) < to && region.endOfHandOut(page) > from) {
                return handOut(region, region.pages.startOf(page));
            }
        }
        return null;
    }

    @Override
    public void mark(long place, boolean onRecord) {
        long page = region.pageAt(place);
        if (region.placeOf(page) == place) {
            region.pages.mark(page, onRecord);
        }
    }
}

package io.pageconsistency.ledger;

import io.pageconsistency.Extent;

/** What is held in a region, extent by extent; for the cold path. */
final class Holdings {
    private Holdings() {
    }

    /** The hand-out with the lowest page, or null when nothing is held. */
    static Extent first(Region region) {
        long page = region.pages.nextHeld(0);
        for (int cut = region.nextSlots(0); cut >= 0 && (page < 0 || cut < page); cut = region.nextSlots(cut + 1)) {
            SlotMap map = region.slotsAt(cut);
            int slot = map == null ? -1 : map.firstHeld();
            if (slot >= 0) {
                return region.slotAt(cut, map, slot);
            }
        }
        return page < 0 ? null : region.pagesAt(page, endOf(region, page) - page);
    }

    /** The page behind the hand-out that begins at a page. */
    static long endOf(Region region, long start) {
        long end = start + 1;
        while (end < region.pageCount() && region.pages.isHeld(end) && !region.pages.isStart(end)) {
            end++;
        }
        return end;
    }

    /** Contests everything that is held. */
    static void contest(Region region, int cause) {
        for (long page = region.pages.nextHeld(0); page >= 0; page = region.pages.nextHeld(page + 1)) {
            region.contestPages().contest(page, 1, cause);
        }
        for (int cut = region.nextSlots(0); cut >= 0; cut = region.nextSlots(cut + 1)) {
            SlotMap map = region.slotsAt(cut);
            if (map != null && map.held() > 0) {
                region.contestPages().contest(cut, map.runPages(), cause);
            }
        }
    }
}

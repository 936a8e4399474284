package io.pageconsistency.ledger;

import io.pageconsistency.Extent;

/**
 * What a pool has claimed of a region and nobody holds: where nothing can keep it in stock either, it is lost. Of a run cut into slots
 * only slots that are claimed; pools may keep a run in which none is.
 *
 * @param pieces how many runs and slots
 * @param first the one with the lowest page; null for none
 */
record Lost(int pieces, long bytes, Extent first) {
    static Lost in(Region region) {
        int pieces = 0;
        long bytes = 0;
        Extent first = null;
        for (long page = 0; page < region.pageCount();) {
            SlotMap slots = region.slotsAt(page);
            long end = page + 1;
            if (slots != null) {
                int lost = (int) (slots.reserved() - slots.held());
                pieces += lost;
                bytes += lost * slots.slotSize();
                first = first == null && lost > 0 ? slot(region, page, slots) : first;
                end = page + slots.runPages();
            } else if (isLost(region, page)) {
                while (end < region.pageCount() && region.slotsAt(end) == null && isLost(region, end)) {
                    end++;
                }
                pieces++;
                bytes += region.lengthOf(page, end - page);
                first = first == null ? region.pagesAt(page, end - page) : first;
            }
            page = end;
        }
        return new Lost(pieces, bytes, first);
    }

    private static boolean isLost(Region region, long page) {
        return region.pages.isReserved(page) && region.pages.isKnown(page) && !region.pages.isHeld(page);
    }

    private static Extent slot(Region region, long page, SlotMap slots) {
        for (int slot = 0; slot < slots.slots(); slot++) {
            if (slots.isReserved(slot) && !slots.isHeld(slot)) {
                return region.slotAt(page, slots, slot);
            }
        }
        return region.pagesAt(page, slots.runPages());
    }

    @Override
    public String toString() {
        return bytes + " bytes in " + pieces + (pieces == 1 ? " piece" : " pieces");
    }
}

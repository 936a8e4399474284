package io.pageconsistency.ledger;

import java.util.ArrayList;
import java.util.List;

import io.pageconsistency.Extent;
import io.pageconsistency.Holding;

/** What is held in a region, extent by extent; for the cold path. */
public final class Holdings {
    private Holdings() {
    }

    /** Everything that is held in all regions that are open, in no particular order; exact while nothing moves. */
    public static List<Holding> all(Ledger ledger) {
        List<Holding> all = new ArrayList<>();
        for (Region region : ledger.regions()) {
            for (long page = region.pages.nextHeld(0); page >= 0;) {
                long end = endOf(region, page);
                add(all, ledger, region, region.pagesAt(page, end - page));
                page = region.pages.nextHeld(end);
            }
            for (int cut = region.nextSlots(0); cut >= 0; cut = region.nextSlots(cut + 1)) {
                SlotMap map = region.slotsAt(cut);
                for (int slot = 0; map != null && slot < map.slots(); slot++) {
                    if (map.isHeld(slot)) {
                        add(all, ledger, region, region.slotAt(cut, map, slot));
                    }
                }
            }
            ExactExtents exact = region.exact;
            if (exact != null) {
                exact.forEach((start, length) -> add(all, ledger, region, region.exactAt(start, length)));
            }
        }
        return all;
    }

    private static void add(List<Holding> all, Ledger ledger, Region region, Extent extent) {
        all.add(new Holding(region.id(), region.allocator(), region.shown(extent),
                ledger.parties().lastHandOut(region, region.placeOf(extent))));
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
        Extent exact = ExactExtents.first(region);
        return page < 0 || exact != null && exact.page() < page ? exact
                : region.pagesAt(page, endOf(region, page) - page);
    }

    /** The page behind the hand-out that begins at a page. */
    static long endOf(Region region, long start) {
        return region.pages.endFrom(start);
    }
}

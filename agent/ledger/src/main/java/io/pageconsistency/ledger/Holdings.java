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
            addAll(all, ledger, region);
        }
        return all;
    }

    /** The same of one region. */
    public static List<Holding> in(Ledger ledger, Region region) {
        List<Holding> all = new ArrayList<>();
        addAll(all, ledger, region);
        return all;
    }

    private static void addAll(List<Holding> all, Ledger ledger, Region region) {
        for (long page = region.pages.nextHeld(0); page >= 0;) {
            long end = endOf(region, page);
            add(all, ledger, region, region.pagesAt(page, end - page), Judge.unit(page, Extent.NO_SLOT));
            page = region.pages.nextHeld(end);
        }
        for (int cut = region.nextSlots(0); cut >= 0; cut = region.nextSlots(cut + 1)) {
            SlotMap map = region.slotsAt(cut);
            for (int slot = 0; map != null && slot < map.slots(); slot++) {
                if (map.isHeld(slot)) {
                    add(all, ledger, region, region.slotAt(cut, map, slot), Judge.unit(cut, slot));
                }
            }
        }
        ExactExtents exact = region.exact;
        if (exact != null) {
            exact.forEach((start, length) -> add(all, ledger, region, region.exactAt(start, length),
                    ExactExtents.unit(region, start)));
        }
    }

    private static void add(List<Holding> all, Ledger ledger, Region region, Extent extent, long unit) {
        all.add(new Holding(region.id(), region.allocator(), region.shown(extent), ledger.parties().lastHandOut(region, unit)));
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

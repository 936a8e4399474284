package io.pageconsistency.ledger;

import java.util.BitSet;

import io.pageconsistency.Operation;

/**
 * What a pool has once more than there is, because it was given it when it had it: sooner or later two users have it.
 *
 * <p>That may be pages in a cache, or in a region's list of free runs. Of slots it may only be those in a cache: a run marks which
 * of its slots are free, and one that is marked twice is there once.
 */
final class Surplus {
    private Surplus() {
    }

    /** Which pages, counted from the first in the region, already are what an operation at fault is about to make of them. */
    static BitSet pages(Operation operation, Region region, long page, long count) {
        BitSet already = new BitSet();
        long first = Math.max(0, page);
        long end = page > region.pageCount() - count ? region.pageCount() : page + count;
        for (int i = 0; i < Math.min(end - first, Integer.MAX_VALUE); i++) {
            long each = first + i;
            already.set(i, switch (operation) {
                case RESERVE -> region.pages.isReserved(each);
                case HAND_OUT -> region.pages.isHeld(each);
                case RELEASE -> region.pages.isKnown(each) && !region.pages.isReserved(each);
                case TAKE_BACK -> region.pages.isKnown(each) && !region.pages.isHeld(each);
                default -> false;
            });
        }
        return already;
    }

    /** Has the contests about these pages, which have begun, remember it. */
    static void note(Operation operation, Region region, long page, BitSet already) {
        Contested contested = region.contestedPages;
        if (contested != null) {
            boolean back = operation == Operation.RELEASE || operation == Operation.TAKE_BACK;
            already.stream().forEach(i -> contested.surplus(Math.max(0, page) + i, back));
        }
    }

    /** The same for a slot, of which this was found. */
    static void note(Operation operation, Region region, long slot, Finding finding) {
        Contested contested = region.contestedSlots;
        if (contested != null) {
            contested.surplus(slot, operation == Operation.TAKE_BACK && finding == Finding.ALREADY_FREE);
        }
    }
}

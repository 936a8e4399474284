package io.pageconsistency.ledger;

import io.pageconsistency.Operation;
import io.pageconsistency.bitmap.Finding;
import io.pageconsistency.bitmap.SlotMap;
import io.pageconsistency.freed.FreedMemory;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.Incident;
import io.pageconsistency.verdict.Judge;
import io.pageconsistency.verdict.Objection;
import io.pageconsistency.verdict.Slot;

/** Judges what is done with slots of runs that have none. For the cold path; thread-safe. */
final class UncutRuns {
    private final Judge judge;
    private final FreedMemory freed;

    UncutRuns(Judge judge, FreedMemory freed) {
        this.judge = judge;
        this.freed = freed;
    }

    /**
     * A buffer gives back what it has not got any more: somebody else has given it back at the same moment. Where that was it does
     * not say; its number is that of nothing.
     */
    private void givenBackAlready(Region region) {
        judge.report(Incident.of(Finding.ALREADY_FREE, Operation.TAKE_BACK).in(region).withExplanation(
                "expected a buffer that has memory, but it has been given back already, by another thread at the same moment"), region);
    }

    /** A slot of a run that is not cut: fine where the run's past is unknown, else its run is gone or never was. */
    void used(Operation operation, Region region, long page, long runPages, int slot) {
        if (slot < 0 && operation == Operation.TAKE_BACK) {
            givenBackAlready(region);
            return;
        }
        freed.dropGuards(region, region.placeOf(page), region.placeOf(page + Math.max(1, runPages)));
        boolean inside = page >= 0 && page < region.pageCount();
        if (inside) {
            judge.repair().repair(region, page, page + 1, operation);
        }
        if (inside && region.pages.isUnknown(page)) {
            return;
        }
        if (region.state() == Region.State.ABANDONED) {
            return;
        }
        Finding finding = operation == Operation.HAND_OUT ? Finding.UNCLAIMED
                : !inside ? Finding.OUTSIDE_FREED
                : region.pages.isKnown(page) ? Finding.ALREADY_FREE : Finding.NEVER_ALLOCATED;
        judge.found(Objection.of(finding, operation, new Slot(region, page, runPages, null, slot))
                .saying(finding.text() + "; no slots exist in this run"));
    }

    /**
     * Cuts a run that was cut before we looked, from the first slot of it that is handed out: thread caches may pass slots
     * between users for ever without the allocator's claiming one again.
     *
     * <p>It is cut only if everything agrees: the run's past is unknown, and the user's memory begins where a slot of that
     * length and that number does.
     *
     * @return the run's slots, or null
     */
    SlotMap cutBefore(Region region, long page, long runPages, int slot, long position, long length) {
        if (!region.isAdopted() || page < 0 || runPages < 1 || page > region.pageCount() - runPages || length < 1
                || region.pages.isKnown(page)) {
            return null;
        }
        long bytes = region.lengthOf(page, runPages);
        long slots = bytes / length;
        if (slot < 0 || slot >= slots || slots > Integer.MAX_VALUE
                || region.offsetOf(position) - page * region.pageSize() != slot * length) {
            return null;
        }
        return region.cutIfWhole(page, region.slotsOf(page, (int) slots, length, runPages, false));
    }

    /** Cuts a run, or cuts it otherwise, when a slot is claimed; null if it cannot be. */
    SlotMap cut(Region region, SlotMap old, long page, long runPages, int slots, long slotSize, int slot) {
        if (page < 0 || runPages < 1 || slots < 1 || page > region.pageCount() - runPages) {
            claimed(region, page, runPages, slots, slot);
            return null;
        }
        judge.repair().repair(region, page, page + 1, Operation.RESERVE);
        SlotMap map = old;
        if (map == null) {
            // Where the run is unknown, somebody who is handed a slot of it may be cutting it as well.
            map = region.cutIfWhole(page, region.slotsOf(page, slots, slotSize, runPages, region.pages.isKnown(page)));
        }
        if (map.slotSize() != slotSize || map.slots() != slots) {
            freed.dropGuards(region, region.placeOf(page), region.placeOf(page + runPages));
            map = region.slotsOf(page, slots, slotSize, runPages, false);
            region.cut(page, map);
        }
        return map;
    }

    /** A slot is claimed of a run that cannot be. */
    private void claimed(Region region, long page, long runPages, int slots, int slot) {
        judge.found(Objection.of(Finding.OUTSIDE, Operation.RESERVE, new Slot(region, page, runPages, null, slot))
                .saying(Finding.OUTSIDE.text() + "; the run is said to have " + slots + " slots"));
    }
}

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

/** Judges operations on slots of runs that, by the record, are not cut into slots. For the cold path; thread-safe. */
final class UncutRuns {
    private final Judge judge;
    private final FreedMemory freed;

    UncutRuns(Judge judge, FreedMemory freed) {
        this.judge = judge;
        this.freed = freed;
    }

    /**
     * Reports a buffer that gives back memory it no longer has, because another thread gave it back at the same moment. The
     * buffer's handle is invalid by then, so the memory is not known.
     */
    private void reportRacingFree(Region region) {
        judge.report(Incident.of(Finding.ALREADY_FREE, Operation.TAKE_BACK).in(region).withExplanation(
                "expected a buffer that has memory, but it has been given back already, by another thread at the same moment"), region);
    }

    /**
     * Judges an operation on a slot of a run that is not cut. It is fine if the run is unknown; otherwise the run is gone or never
     * existed.
     */
    void judge(Operation operation, Region region, long page, long runPages, int slot) {
        if (slot < 0 && operation == Operation.TAKE_BACK) {
            reportRacingFree(region);
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
                .withExplanation(finding.text() + "; no slots exist in this run"));
    }

    /**
     * Cuts a run that the pool cut before the agent came, at the first hand-out of one of its slots. Thread caches may pass slots
     * between users for ever, without any further claim by the allocator.
     *
     * <p>The run is cut only if everything fits: the run is unknown, and the user's memory begins exactly where the slot with this
     * index and this length begins.
     *
     * @return the run's slots, or null if the run was not cut
     */
    SlotMap cutAdopted(Region region, long page, long runPages, int slot, long position, long length) {
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

    /** Cuts a run, or cuts it anew in another size, when a slot is claimed; returns null if the claim is impossible. */
    SlotMap cut(Region region, SlotMap old, long page, long runPages, int slots, long slotSize, int slot) {
        if (page < 0 || runPages < 1 || slots < 1 || page > region.pageCount() - runPages) {
            reportBadClaim(region, page, runPages, slots, slot);
            return null;
        }
        judge.repair().repair(region, page, page + 1, Operation.RESERVE);
        SlotMap map = old;
        if (map == null) {
            // If the run is unknown, a hand-out on another thread may cut it at the same time.
            map = region.cutIfWhole(page, region.slotsOf(page, slots, slotSize, runPages, region.pages.isKnown(page)));
        }
        if (map.slotSize() != slotSize || map.slots() != slots) {
            freed.dropGuards(region, region.placeOf(page), region.placeOf(page + runPages));
            map = region.slotsOf(page, slots, slotSize, runPages, false);
            region.cut(page, map);
        }
        return map;
    }

    /** Reports the claim of a slot in an impossible run. */
    private void reportBadClaim(Region region, long page, long runPages, int slots, int slot) {
        judge.found(Objection.of(Finding.OUTSIDE, Operation.RESERVE, new Slot(region, page, runPages, null, slot))
                .withExplanation(Finding.OUTSIDE.text() + "; the run is said to have " + slots + " slots"));
    }
}

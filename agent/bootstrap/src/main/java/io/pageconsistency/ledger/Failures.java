package io.pageconsistency.ledger;

import io.pageconsistency.bitmap.SlotMap;
import io.pageconsistency.freed.FreedMemory;
import io.pageconsistency.region.Contests;
import io.pageconsistency.region.Region;
import io.pageconsistency.verdict.ByteExtent;
import io.pageconsistency.verdict.PageRun;
import io.pageconsistency.verdict.Unit;

/** What the pool began and did not do, or did and we did not record. Order, threads and errors as for {@link Ledger}. */
public final class Failures {
    private final FreedMemory freed;

    Failures(FreedMemory freed) {
        this.freed = freed;
    }

    /** The pool failed between a hand-out's being recorded and its taking place. */
    public void handOut(Region region, long page, long count) {
        region.pages.undoHandOut(page, count);
    }

    /** The same for a slot. */
    public void handOutSlot(Region region, long page, int slot) {
        SlotMap map = region.slotsAt(page);
        if (map != null) {
            map.takeBack(slot);
        }
    }

    /**
     * The pool failed while it took pages back: what happened to them is not known, unless they are held by now. If it was
     * because the pool has found a fault as well, nothing follows from that.
     */
    public void takeBack(Region region, long page, long count) {
        region.pages.forget(page, count, false);
        lost(new PageRun(region, page, count));
    }

    /** The same for a slot. */
    public void takeBackSlot(Region region, long page, int slot) {
        SlotMap map = region.slotsAt(page);
        if (map != null) {
            map.forget(slot);
        }
        lost(Unit.of(region, page, 1, slot));
    }

    /** The same for bytes. */
    public void takeBackBytes(Region region, long start, long length) {
        region.bytesForWriting().forget(start, length);
        lost(new ByteExtent(region, start, length));
    }

    /**
     * An operation on pages, or on slots of theirs, happened in the pool but could not be recorded, for example because the
     * Java heap was exhausted. Nothing is known of them from here on: a gap in the record must not accuse anybody.
     */
    public void unrecorded(Region region, long page, long count) {
        freed.dropGuards(region, region.placeOf(page), region.placeOf(page + count));
        region.pages.forget(page, count, true);
        region.uncut(page);
    }

    /** The same for bytes. */
    public void unrecordedBytes(Region region, long start, long length) {
        freed.dropGuards(region, start, start + Math.max(1, length));
        region.bytesForWriting().forgetEvenIfHeld(start, length);
    }

    private void lost(Unit unit) {
        freed.dropGuards(unit.region(), unit.start(), unit.end());
        drop(unit);
    }

    /** Nothing follows from what was found about a unit. */
    static void drop(Unit unit) {
        Contests left = unit.region().contests();
        if (left != null) {
            left.of(unit.isPiece()).drop(unit.start(), unit.endOfContest());
        }
    }
}

package io.pageconsistency.ledger;

import io.pageconsistency.bitmap.SlotMap;
import io.pageconsistency.freed.FreedMemory;
import io.pageconsistency.region.Contests;
import io.pageconsistency.region.Region;
import io.pageconsistency.verdict.ByteExtent;
import io.pageconsistency.verdict.PageRun;
import io.pageconsistency.verdict.Unit;

/**
 * Corrects the record after failures: operations that the pool began but did not complete, or completed but the agent could not
 * record. Ordering, thread-safety and errors are as for {@link Ledger}.
 */
public final class Failures {
    private final FreedMemory freed;

    Failures(FreedMemory freed) {
        this.freed = freed;
    }

    /** Undoes a recorded hand-out of pages, because the pool then failed. */
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
     * The pool failed while it took pages back: their state becomes unknown, unless they are held by now. The pool may have failed
     * because it found the same fault; so nothing on these pages counts as contested.
     */
    public void takeBack(Region region, long page, long count) {
        region.pages.forget(page, count, false);
        uncertain(new PageRun(region, page, count));
    }

    /** The same for a slot. */
    public void takeBackSlot(Region region, long page, int slot) {
        SlotMap map = region.slotsAt(page);
        if (map != null) {
            map.forget(slot);
        }
        uncertain(Unit.of(region, page, 1, slot));
    }

    /** The same for bytes. */
    public void takeBackBytes(Region region, long start, long length) {
        region.bytesForWriting().forget(start, length);
        uncertain(new ByteExtent(region, start, length));
    }

    /**
     * An operation on pages, or on slots in them, took place but could not be recorded, for example because the Java heap was full.
     * The pages become unknown, so that the gap in the record causes no false finding.
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

    private void uncertain(Unit unit) {
        freed.dropGuards(unit.region(), unit.start(), unit.end());
        endContest(unit);
    }

    /** A unit is no longer contested: later findings about it do not follow from earlier ones. */
    static void endContest(Unit unit) {
        Contests left = unit.region().contests();
        if (left != null) {
            left.of(unit.isPiece()).drop(unit.start(), unit.endOfContest());
        }
    }
}

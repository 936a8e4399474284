package io.pageconsistency.ledger;

import java.util.ArrayList;
import java.util.List;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.freed.FreedMemory;
import io.pageconsistency.region.Region;
import io.pageconsistency.verdict.Bytes;
import io.pageconsistency.verdict.Judge;
import io.pageconsistency.verdict.Objection;
import io.pageconsistency.verdict.PageRun;
import io.pageconsistency.verdict.Unit;
import io.pageconsistency.verdict.Units;

/**
 * The ledger's operations for tracked pools: they hand out any length in bytes, may take everything back at once, and their objects
 * may be collected while they are held. Ordering, thread-safety and errors are as for {@link Ledger}.
 */
public final class PoolLedger {
    private final Ledger ledger;
    private final Judge judge;
    private final FreedMemory freed;
    private final Transfers transfers;
    private final WrongReturns wrongReturns;

    PoolLedger(Ledger ledger, Judge judge, FreedMemory freed, Transfers transfers, WrongReturns wrongReturns) {
        this.ledger = ledger;
        this.judge = judge;
        this.freed = freed;
        this.transfers = transfers;
        this.wrongReturns = wrongReturns;
    }

    /**
     * The pool has handed pages out, except some bytes at the end. They must be given back in the same length.
     *
     * @param less the number of bytes that are missing at the end
     */
    public void handOut(Region region, long page, long count, long less) {
        ledger.transfer(Operation.HAND_OUT, region, page, count, Extent.NO_SLOT);
        long length = region.lengthOf(page, count) - less;
        boolean odd = less != 0 || region.hasOddLengths();
        // Before the hand-out, so that no thread sees the page held in the length of an earlier one; but not if the page is held
        // now.
        if (odd && !region.isHeld(page)) {
            region.lengthsForWriting().set(page, length);
        }
        boolean bytes = region.bytes() != null;
        ledger.handOut(region, page, count, region.origin() + page * region.pageSize(), length);
        if (odd) {
            region.lengthsForWriting().set(page, length);
        }
        // Each of two overlapping hand-outs, of pages and of bytes, is recorded before it looks for the other, so at least one
        // finds the other.
        Objection objection = bytes ? null : Bytes.beside(new PageRun(region, page, count, length));
        if (objection != null) {
            judge.found(objection);
        }
    }

    /** Pages are about to be taken back; {@code less} as in {@link #handOut(Region, long, long, long)}. */
    public void takeBack(Region region, long page, long count, long less) {
        if ((region.hasOddLengths() || less != 0) && region.isStart(page) && region.heldFrom(page) == count
                && region.lengthOfHandOut(page, count) != region.lengthOf(page, count) - less) {
            ledger.transfer(Operation.TAKE_BACK, region, page, count, Extent.NO_SLOT);
            wrongReturns.otherLength(region, page, count, region.lengthOf(page, count) - less);
        } else {
            takeBackWhole(region, page, count);
        }
    }

    /** Pages are about to be taken back in the length in which they were handed out. */
    public void takeBackWhole(Region region, long page, long count) {
        ledger.transfer(Operation.TAKE_BACK, region, page, count, Extent.NO_SLOT);
        ledger.takeBack(region, page, count);
    }

    /** The pool takes back all that is held of a region at once. */
    public void reset(Region region) {
        if (region.isOpen()) {
            judge.repair().repair(region, Operation.TAKE_BACK);
            List<Unit> held = freed.wantsAll() ? held(region) : List.of();
            transfers.takenBackAtOnce(region.handOutsHeld());
            region.pages.force(Operation.TAKE_BACK, 0, region.pageCount());
            region.endPieces();
            region.settle();
            held.forEach(unit -> freed.freed(unit, Operation.TAKE_BACK, unit.end() - unit.start()));
        }
    }

    private static List<Unit> held(Region region) {
        List<Unit> held = new ArrayList<>();
        Units.of(region).forEach(units -> units.forEachHeld(held::add));
        return held;
    }

    /** The object that a page stands for was collected while it was held: the page counts as taken back. */
    public void vanished(Region region, long page) {
        // In a closed region held pages are already counted as lost. The take-back is counted after the change, like all others: a
        // reader in between must not count it twice, because the sum of hand-outs never decreases and would miss a later one.
        if (region.isOpen() && region.isHeld(page)) {
            region.pages.force(Operation.TAKE_BACK, page, 1);
            transfers.takenBackAtOnce(1);
            Failures.endContest(new PageRun(region, page, 1));
        }
    }
}

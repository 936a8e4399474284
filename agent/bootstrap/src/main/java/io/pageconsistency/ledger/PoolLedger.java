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
 * The operations of tracked pools, which hand out pages in any length, take back everything at once, and lose what the collector takes.
 * Thread-safe, as the {@link Ledger} is that it is part of.
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
     * Pages have crossed to a user, who has all of them but for some bytes at the end, and is to give back just that.
     *
     * @param less how many bytes
     */
    public void handOut(Region region, long page, long count, long less) {
        ledger.transfer(Operation.HAND_OUT, region, page, count, Extent.NO_SLOT);
        long length = region.lengthOf(page, count) - less;
        boolean odd = less != 0 || region.hasOddLengths();
        // Before, so that nobody sees the page held in the length of an earlier hand-out; unless there is one now.
        if (odd && !region.isHeld(page)) {
            region.lengthsForWriting().set(page, length);
        }
        boolean bytes = region.bytes() != null;
        ledger.handOut(region, page, count, region.origin() + page * region.pageSize(), length);
        if (odd) {
            region.lengthsForWriting().set(page, length);
        }
        // Of two that overlap, one of them the first that is recorded byte by byte, each is recorded before it looks for the other.
        Objection objection = bytes ? null : Bytes.beside(new PageRun(region, page, count, length));
        if (objection != null) {
            judge.found(objection);
        }
    }

    /** Pages are about to cross back; {@code less} as in {@link #handOut(Region, long, long, long)}. */
    public void takeBack(Region region, long page, long count, long less) {
        if ((region.hasOddLengths() || less != 0) && region.isStart(page) && region.heldFrom(page) == count
                && region.lengthOfHandOut(page, count) != region.lengthOf(page, count) - less) {
            ledger.transfer(Operation.TAKE_BACK, region, page, count, Extent.NO_SLOT);
            wrongReturns.otherLength(region, page, count, region.lengthOf(page, count) - less);
        } else {
            takeBackWhole(region, page, count);
        }
    }

    /** Pages are about to cross back, however many bytes of the last one were handed out. */
    public void takeBackWhole(Region region, long page, long count) {
        ledger.transfer(Operation.TAKE_BACK, region, page, count, Extent.NO_SLOT);
        ledger.takeBack(region, page, count);
    }

    /** All that is held of a region has come back at once, as the pool meant it to. */
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

    /** A page comes back without anybody's bringing it: the collector took what was handed out. */
    public void vanished(Region region, long page) {
        // What is held of a region that has ended is counted as lost. Counted after the change, as all are: who reads in between
        // must not see it twice, because the sum he has seen does not go back, and a later hand-out would be missing in it.
        if (region.isOpen() && region.isHeld(page)) {
            region.pages.force(Operation.TAKE_BACK, page, 1);
            transfers.takenBackAtOnce(1);
            Failures.endContest(new PageRun(region, page, 1));
        }
    }
}

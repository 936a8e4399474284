package io.pageconsistency.ledger;

import io.pageconsistency.CheckResult;
import io.pageconsistency.Extent;
import io.pageconsistency.Operation;

/**
 * The ledger's operations for pools that hand memory out without claiming it from a region before, and whose regions may lie
 * at the same addresses as others: a pool often gets its memory from another pool.
 *
 * <p>An extent is so many pages, and if need be less than these in bytes; or, where it does not begin with a page, just bytes.
 * Both are compared with each other, so that nothing passes between the two.
 *
 * <p>Order, threads and errors as for {@link Ledger}; crossings throw where the policy refuses them.
 */
public final class SpaceLedger {
    /** Of a region without its maps, about. */
    private static final long FIXED_BYTES = 400;

    private final Ledger ledger;
    private final Judge judge;
    private final SpaceJudge spaceJudge;
    private final Parties parties;
    private final Crossings crossings;

    SpaceLedger(Ledger ledger, Judge judge, Parties parties, Crossings crossings) {
        this.ledger = ledger;
        this.judge = judge;
        this.spaceJudge = new SpaceJudge(judge, parties, ledger);
        this.parties = parties;
        this.crossings = crossings;
    }

    /**
     * A region begins, beside any others at its addresses.
     *
     * @param known whether the region is new, so that its pages were never handed out
     */
    public Region open(String allocator, Object owner, Geometry geometry, boolean known) {
        return ledger.openApart(allocator, owner, geometry, known);
    }

    /** Pages have crossed to a user. */
    public void handOut(Region region, long page, long count) {
        handOut(region, page, count, 0);
    }

    /**
     * Pages have crossed to a user.
     *
     * @param less how many bytes of the last page he may not use
     */
    public void handOut(Region region, long page, long count, long less) {
        ledger.crossing(Operation.HAND_OUT, region, page, count, Extent.NO_SLOT);
        long unit = Judge.unit(page, Extent.NO_SLOT);
        boolean noted = parties.wantsHandOut(region, unit);
        int findings = region.findings();
        LedgerListener listener = ledger.operationsListener();
        boolean odd = less != 0 || region.lengths != null;
        // Before, so that nobody sees the page held in the length of an earlier hand-out; unless there is one now.
        if (odd && !region.isHeld(page)) {
            region.lengthsForWriting().set(page, region.lengthOf(page, count) - less);
        }
        long finding = region.pages.handOut(page, count);
        boolean clean = finding == Finding.NONE || judge.pages(Operation.HAND_OUT, region, page, count, finding);
        if (odd && !clean) {
            region.lengthsForWriting().set(page, region.lengthOf(page, count) - less);
        }
        // Only now: of two that overlap, one on the grid and one off it, each is recorded before it looks for the other.
        if (region.exact != null && clean) {
            clean = spaceJudge.besideExact(region, page, count, less);
        }
        if (clean && findings != 0) {
            Judge.settlePages(Operation.HAND_OUT, region, page, count, findings);
        }
        if (noted) {
            parties.handedOut(region, unit, region.placeOf(page), region.lengthOf(page, count) - less);
        }
        if (listener != null) {
            listener.crossed(Operation.HAND_OUT, region, page, count, Extent.NO_SLOT);
        }
    }

    /** Pages are about to cross back. */
    public void takeBack(Region region, long page, long count) {
        ledger.crossing(Operation.TAKE_BACK, region, page, count, Extent.NO_SLOT);
        long unit = Judge.unit(page, Extent.NO_SLOT);
        boolean noted = parties.wantsTakeBack(region, unit);
        int findings = region.findings();
        ThreadCounter.Cell counter = crossings.counter();
        LedgerListener listener = ledger.operationsListener();
        long finding = region.pages.takeBack(page, count);
        if (finding == Finding.NONE || spaceJudge.pages(region, page, count, finding)) {
            crossings.takenBack(counter);
            if (findings != 0) {
                Judge.settlePages(Operation.TAKE_BACK, region, page, count, findings);
            }
        }
        if (noted) {
            parties.takenBack(region, unit, region.placeOf(page), region.lengthOf(page, count));
        }
        if (listener != null) {
            listener.crossed(Operation.TAKE_BACK, region, page, count, Extent.NO_SLOT);
        }
    }

    /** Pages are about to cross back; {@code less} as in {@link #handOut(Region, long, long, long)}. */
    public void takeBack(Region region, long page, long count, long less) {
        if ((region.lengths != null || less != 0) && region.isStart(page) && region.heldFrom(page) == count
                && OddLengths.of(region, page, count) != region.lengthOf(page, count) - less) {
            wrong(region, page, count, Finding.OTHER_LENGTH, Finding.OTHER_LENGTH.text() + ", " + region.pagesAt(page, count)
                    .length() + " bytes, not " + (region.lengthOf(page, count) - less));
        } else {
            takeBack(region, page, count);
        }
    }

    /**
     * Pages are about to cross back, brought by somebody from whom they had been taken before, while another has them.
     *
     * @param page held by that other
     */
    public void staleTakeBack(Region region, long page, long count) {
        wrong(region, page, count, Finding.STALE, Finding.STALE.text());
    }

    /** Something is about to cross back that this pool has never handed out, but somebody else has: he still holds that page of his. */
    public void foreignTakeBack(Region region, long page, long count, Region holder, long held) {
        spaceJudge.foreign(region, page, count, holder, held);
        noted(region, page, count);
    }

    private void wrong(Region region, long page, long count, Finding finding, String explanation) {
        spaceJudge.takeBack(finding, region, page, count, explanation);
        noted(region, page, count);
    }

    /** A take-back that was wrong has taken place. */
    private void noted(Region region, long page, long count) {
        long unit = Judge.unit(page, Extent.NO_SLOT);
        if (parties.wantsTakeBack(region, unit)) {
            parties.takenBack(region, unit, region.placeOf(page), region.lengthOf(page, count));
        }
        ledger.crossed(Operation.TAKE_BACK, region, page, count, Extent.NO_SLOT);
    }

    /** A take-back, not recorded yet, that is fit to be one of {@link #staleTakeBack}, without its being certain. */
    public void suspect(Region region, long page, long count) {
        spaceJudge.suspect(region, region.pagesAt(page, count), Judge.unit(page, Extent.NO_SLOT));
    }

    /** As {@link Ledger#takeBackFailed}. */
    public void takeBackFailed(Region region, long page, long count) {
        ledger.takeBackFailed(region, page, count);
    }

    /** An operation on pages happened, but could not be recorded. */
    public void unrecorded(Region region, long page, long count) {
        ledger.unrecorded(region, page, count);
    }

    /** So much was missed that nothing of the record is to be relied on. */
    public void abandon(Region region) {
        ledger.abandon(region);
    }

    /** Memory has crossed to a user that does not begin with a page. */
    public void handOutExact(Region region, long start, long length) {
        ExactExtents exact = region.exactForWriting();
        long unit = ExactExtents.unit(region, start);
        boolean noted = parties.wantsHandOut(region, unit);
        int findings = region.findings();
        long finding = exact.handOut(start, length);
        if (finding != Finding.NONE) {
            spaceJudge.exact(Operation.HAND_OUT, region, start, length, finding);
        } else if (spaceJudge.besidePages(region, start, length) && findings != 0) {
            Judge.settleUnit(Operation.HAND_OUT, region, unit, findings);
        }
        if (noted) {
            parties.handedOut(region, unit, start, length);
        }
        crossedExact(Operation.HAND_OUT, region, start, length);
    }

    /** The same in a region that is all the memory there is. */
    public void handOutWithin(Region region, long start, long length) {
        if (PageRules.reachesOut(start - region.address(), length, region.size())) {
            region.exactForWriting();
            spaceJudge.exact(Operation.HAND_OUT, region, start, length, Finding.OUTSIDE.at(start));
        } else {
            handOutExact(region, start, length);
        }
    }

    /**
     * Memory is about to cross back that does not begin with a page.
     *
     * @param length -1 for whatever was handed out there
     */
    public void takeBackExact(Region region, long start, long length) {
        ExactExtents exact = region.exactForWriting();
        long unit = ExactExtents.unit(region, start);
        boolean noted = parties.wantsTakeBack(region, unit);
        int findings = region.findings();
        long handedOut = length >= 0 ? length : Math.max(1, exact.lengthAt(start));
        long finding = spaceJudge.insidePages(region, start);
        if (finding == Finding.NONE) {
            finding = exact.takeBack(start, length);
        }
        if (finding == Finding.NONE) {
            crossings.takenBack(crossings.counter());
            if (findings != 0) {
                Judge.settleUnit(Operation.TAKE_BACK, region, unit, findings);
            }
        } else {
            spaceJudge.exact(Operation.TAKE_BACK, region, start, Math.max(Extent.UNSAID, length), finding);
        }
        if (noted) {
            parties.takenBack(region, unit, start, handedOut);
        }
        crossedExact(Operation.TAKE_BACK, region, start, Math.max(1, length));
    }

    /** The same as {@link #staleTakeBack} for memory that does not begin with a page. */
    public void staleTakeBackExact(Region region, long start, long length) {
        spaceJudge.exact(Operation.TAKE_BACK, region, start, said(region, start, length), Finding.STALE.at(start));
        crossedExact(Operation.TAKE_BACK, region, start, Math.max(1, length));
    }

    /** The same as {@link #suspect} for memory that does not begin with a page. */
    public void suspectExact(Region region, long start, long length) {
        spaceJudge.suspect(region, region.exactAt(start, said(region, start, length)), ExactExtents.unit(region, start));
    }

    /** The length of what is held at an address where nobody says it. */
    private long said(Region region, long start, long length) {
        return length >= 0 ? length : exactLength(region, start);
    }

    /** The same as {@link #takeBackFailed} for memory that does not begin with a page. */
    public void takeBackFailedExact(Region region, long start, long length) {
        region.exactForWriting().forget(start, length);
        Contested contested = region.contestedSlots;
        if (contested != null) {
            contested.drop(ExactExtents.unit(region, start), ExactExtents.unit(region, start) + 1);
        }
    }

    /** The same as {@link #unrecorded} for memory that does not begin with a page. */
    public void unrecordedExact(Region region, long start, long length) {
        region.exactForWriting().lose(start, length);
    }

    /** How long what is held at an address is that does not begin with a page, in bytes; -1 if nothing is. */
    public long exactLength(Region region, long start) {
        ExactExtents exact = region.exact;
        return exact == null ? -1 : exact.lengthAt(start);
    }

    /** Whether what was handed out at an address that is not on the grid has come back. */
    public boolean exactCameBack(Region region, long start) {
        ExactExtents exact = region.exact;
        return exact != null && exact.cameBack(start);
    }

    /** About how much of the Java heap the record of a region takes. */
    public long recordBytes(Region region) {
        ExactExtents exact = region.exact;
        return FIXED_BYTES + region.bitmapBytes() + (region.lengths == null ? 0 : region.pageCount() * Long.BYTES)
                + (exact == null ? 0 : exact.bytes());
    }

    /** How long the hand-out of some pages is that are held, in bytes. */
    public long length(Region region, long page, long count) {
        return OddLengths.of(region, page, count);
    }

    private void crossedExact(Operation operation, Region region, long start, long length) {
        Extent extent = region.exactAt(start, length);
        ledger.crossed(operation, region, extent.page(), extent.pageCount(), Extent.NO_SLOT);
    }

    /** All that is held of a region has come back at once, as the pool meant it to. */
    public void reset(Region region) {
        if (region.isOpen()) {
            judge.healer().heal(region, Operation.TAKE_BACK);
            crossings.takenBackAtOnce(region.handOutsHeld());
            region.pages.force(Operation.TAKE_BACK, 0, region.pageCount());
            region.endExact();
            region.settle();
        }
    }

    /** A page comes back without anybody's bringing it: the collector took what was handed out. */
    public void vanished(Region region, long page) {
        // What is held of a region that has ended is counted as lost. Counted behind the change, as all are: who reads in between
        // must not see it twice, because the sum he has seen does not go back, and a later hand-out would be missing in it.
        if (region.isOpen() && region.isHeld(page)) {
            region.pages.force(Operation.TAKE_BACK, page, 1);
            crossings.takenBackAtOnce(1);
            Contested contested = region.contestedPages;
            if (contested != null) {
                contested.drop(page, page + 1);
            }
        }
    }

    /**
     * A region ends, before its memory goes back to the system.
     *
     * @param cause the sequence of a violation that a finding follows from, or 0
     * @return that, or the sequence of the violation found, or 0
     */
    public int close(Region region, int cause) {
        return ledger.close(region, cause);
    }

    /** Ends a region whose memory is found to be another one by now: its end was not seen. */
    public void replace(Region region) {
        ledger.replace(region);
    }

    /** How the record of an address stands in the regions that are not found by address otherwise. */
    CheckResult check(long address) {
        CheckResult result = CheckResult.NOT_TRACKED;
        for (Region region : ledger.regions()) {
            if (region.isApart() && region.address() != 0 && address - region.address() >= 0
                    && address - region.address() < region.size()) {
                if (!region.intactAt(address - region.address())) {
                    return CheckResult.MISMATCH;
                }
                result = CheckResult.OK;
            }
        }
        return result;
    }
}

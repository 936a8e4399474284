package io.pageconsistency.ledger;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;

/**
 * The ledger's operations on memory that is handed out byte by byte, because it does not begin with a page or its pool has none. It
 * lies among pages and slots all the same, and is compared with them, so that nothing passes between the two.
 *
 * <p>Order, threads and errors as for {@link Ledger}.
 */
public final class ByteLedger {
    private final Ledger ledger;
    private final Parties parties;
    private final Judge judge;

    ByteLedger(Ledger ledger) {
        this.ledger = ledger;
        this.parties = ledger.parties;
        this.judge = ledger.judge;
    }

    /** Memory has crossed to a user. */
    public void handOut(Region region, long start, long length) {
        ByteExtents bytes = region.bytesForWriting();
        ByteExtent extent = new ByteExtent(region, start, length);
        judge.crossing(Operation.HAND_OUT, extent);
        boolean noted = parties.wantsHandOut(region, start);
        int findings = region.findings();
        long finding = bytes.handOut(start, length);
        boolean clean = finding == Finding.NONE ? isFree(extent) : judge.operation(Operation.HAND_OUT, extent, finding);
        if (clean && findings != 0) {
            Judge.settlePiece(Operation.HAND_OUT, region, start, extent.endOfContest(), findings);
        }
        if (noted) {
            parties.handedOut(region, start, length);
            ledger.mark(extent);
        }
        ledger.crossed(Operation.HAND_OUT, extent);
    }

    /** The same in a region that is all the memory there is. */
    public void handOutWithin(Region region, long start, long length) {
        if (CellRules.reachesOut(start - region.address(), length, region.size())) {
            judge.operation(Operation.HAND_OUT, new ByteExtent(region, start, length), Finding.OUTSIDE.at(start));
        } else {
            handOut(region, start, length);
        }
    }

    /** Compares a hand-out that is recorded with the pages and slots that are; whether nothing was found. */
    private boolean isFree(ByteExtent extent) {
        Region region = extent.region();
        Unit other = null;
        for (Units units : region.units()) {
            Unit held = units instanceof Bytes ? null : units.heldIn(extent.start(), extent.end());
            other = held == null ? other : held;
        }
        if (other != null) {
            judge.found(Objection.of(Finding.ALREADY_HELD.at(other.start()), Operation.HAND_OUT, extent).whichIsRecorded());
            return false;
        }
        long unclaimed = region.reserves() ? firstUnclaimed(extent) : -1;
        if (unclaimed >= 0) {
            judge.found(Objection.of(Finding.UNCLAIMED, Operation.HAND_OUT, extent).whichIsRecorded());
            return false;
        }
        return true;
    }

    /** The first page that the allocator has not claimed, or -1. */
    private static long firstUnclaimed(ByteExtent extent) {
        Region region = extent.region();
        long last = Math.min(region.pageCount() - 1, region.pageAt(extent.end() - 1));
        for (long page = Math.max(0, region.pageAt(extent.start())); page <= last; page++) {
            if (!region.pages.isReserved(page) && !region.pages.isUnknown(page)) {
                return page;
            }
        }
        return -1;
    }

    /**
     * Memory is about to cross back.
     *
     * @param length -1 for whatever was handed out there
     */
    public void takeBack(Region region, long start, long length) {
        ByteExtents bytes = region.bytesForWriting();
        ByteExtent extent = new ByteExtent(region, start, Math.max(Extent.UNSAID, length));
        judge.crossing(Operation.TAKE_BACK, extent);
        boolean noted = parties.wantsTakeBack(region, start);
        int findings = region.findings();
        long handedOut = length >= 0 ? length : Math.max(1, bytes.lengthAt(start));
        long finding = insideOther(extent, bytes);
        if (finding == Finding.NONE) {
            finding = bytes.takeBack(start, length);
        }
        if (finding == Finding.NONE) {
            ledger.crossings.takenBack(ledger.crossings.counter());
            if (findings != 0) {
                Judge.settlePiece(Operation.TAKE_BACK, region, start, extent.endOfContest(), findings);
            }
        } else {
            judge.operation(Operation.TAKE_BACK, extent, finding);
        }
        if (noted) {
            parties.takenBack(region, start, handedOut);
            ledger.mark(extent);
        }
        ledger.crossed(Operation.TAKE_BACK, extent);
    }

    /** A finding when what begins no hand-out of bytes lies inside one of pages, or inside a slot. */
    private static long insideOther(ByteExtent extent, ByteExtents bytes) {
        Unit holder = bytes.lengthAt(extent.start()) == -1 ? extent.region().heldAround(extent.start()) : null;
        return holder == null || holder instanceof ByteExtent ? Finding.NONE : Finding.NOT_A_START.at(holder.start());
    }

    /** How long what is held at a place is, in bytes; -1 if nothing is. */
    public long lengthAt(Region region, long start) {
        ByteExtents bytes = region.bytes;
        return bytes == null ? -1 : bytes.lengthAt(start);
    }

    /** Whether what was handed out at a place has come back. */
    public boolean cameBack(Region region, long start) {
        ByteExtents bytes = region.bytes;
        return bytes != null && bytes.cameBack(start);
    }
}

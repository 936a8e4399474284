package io.pageconsistency.ledger;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.bitmap.ByteExtents;
import io.pageconsistency.bitmap.CellRules;
import io.pageconsistency.bitmap.Finding;
import io.pageconsistency.region.Region;
import io.pageconsistency.verdict.ByteExtent;
import io.pageconsistency.verdict.Judge;

/**
 * The ledger's operations on memory that is handed out byte by byte, because it does not begin with a page or its pool has none. It
 * lies among pages and slots all the same, and is compared with them, so that nothing passes between the two.
 *
 * <p>Order, threads and errors as for {@link Ledger}.
 */
public final class ByteLedger {
    private final Ledger ledger;
    private final Judge judge;
    private final Recorder recorder;

    ByteLedger(Ledger ledger, Judge judge, Recorder recorder) {
        this.ledger = ledger;
        this.judge = judge;
        this.recorder = recorder;
    }

    /** Memory has crossed to a user. */
    public void handOut(Region region, long start, long length) {
        ByteExtent extent = new ByteExtent(region, start, length);
        judge.transfer(Operation.HAND_OUT, extent);
        recorder.record(Operation.HAND_OUT, extent);
    }

    /** The same in a region that is all the memory there is. */
    public void handOutWithin(Region region, long start, long length) {
        ByteExtents bytes = region.bytes();
        boolean inside = !CellRules.reachesOut(start - region.address(), length, region.size());
        if (inside && bytes != null && region.isOfBytes() && !ledger.isWatched(region, start) && bytes.fastHandOut(start, length)) {
            return;
        }
        if (!inside) {
            ledger.freed().dropGuards(region, start, start + Math.max(1, length));
            judge.operation(Operation.HAND_OUT, new ByteExtent(region, start, length), Finding.OUTSIDE.at(start));
        } else {
            handOut(region, start, length);
        }
    }

    /**
     * Memory is about to cross back.
     *
     * @param length -1 for whatever was handed out there
     */
    public void takeBack(Region region, long start, long length) {
        ByteExtents bytes = region.bytes();
        if (bytes != null && !ledger.isWatched(region, start) && bytes.fastTakeBack(start, length)) {
            ledger.countTakeBack();
            return;
        }
        ByteExtent extent = new ByteExtent(region, start, Math.max(Extent.UNSAID, length));
        judge.transfer(Operation.TAKE_BACK, extent);
        recorder.record(Operation.TAKE_BACK, extent);
    }

    /** How long what is held at a place is, in bytes; -1 if nothing is. */
    public long lengthAt(Region region, long start) {
        ByteExtents bytes = region.bytes();
        return bytes == null ? -1 : bytes.lengthAt(start);
    }

    /** Whether what was handed out at a place has come back. */
    public boolean cameBack(Region region, long start) {
        ByteExtents bytes = region.bytes();
        return bytes != null && bytes.cameBack(start);
    }
}

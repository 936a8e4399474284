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
 * The ledger's operations on byte extents: memory that does not begin with a page, or whose pool has no pages. Byte extents may lie
 * in the same region as pages and slots, so each hand-out is compared with those, too.
 *
 * <p>Ordering, thread-safety and errors are as for {@link Ledger}.
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

    /** Records a hand-out that has taken place. */
    public void handOut(Region region, long start, long length) {
        ByteExtent extent = new ByteExtent(region, start, length);
        judge.transfer(Operation.HAND_OUT, extent);
        recorder.record(Operation.HAND_OUT, extent);
    }

    /** Records a hand-out that must lie inside its region; otherwise it is a violation. */
    public void handOutWithin(Region region, long start, long length) {
        ByteExtents bytes = region.bytes();
        boolean inside = !CellRules.reachesOut(start - region.address(), length, region.size());
        if (inside && bytes != null && region.isUndivided() && !ledger.isWatched(region, start) && bytes.fastHandOut(start, length)) {
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
     * Records a take-back that is about to take place.
     *
     * @param length in bytes, or -1 for the length that was handed out
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

    /** The length in bytes of the held extent that begins at a place; -1 if there is none. */
    public long lengthAt(Region region, long start) {
        ByteExtents bytes = region.bytes();
        return bytes == null ? -1 : bytes.lengthAt(start);
    }

    /** Whether the latest hand-out at a place was taken back. */
    public boolean cameBack(Region region, long start) {
        ByteExtents bytes = region.bytes();
        return bytes != null && bytes.cameBack(start);
    }
}

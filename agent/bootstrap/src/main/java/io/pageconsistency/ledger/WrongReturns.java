package io.pageconsistency.ledger;

import io.pageconsistency.Operation;
import io.pageconsistency.bitmap.Finding;
import io.pageconsistency.region.Region;
import io.pageconsistency.verdict.ByteExtent;
import io.pageconsistency.verdict.Judge;
import io.pageconsistency.verdict.Objection;
import io.pageconsistency.verdict.PageRun;
import io.pageconsistency.verdict.Pages;

/**
 * Take-backs that are wrong although the record shows the memory as held: the caller knows more than the record. Each of these
 * methods takes the place of the plain take-back, which is recorded or refused. Ordering, thread-safety and errors are as for
 * {@link Ledger}.
 */
public final class WrongReturns {
    private final Judge judge;
    private final Recorder recorder;

    WrongReturns(Judge judge, Recorder recorder) {
        this.judge = judge;
        this.recorder = recorder;
    }

    /**
     * A former holder gives pages back that have been handed to another one meanwhile.
     *
     * @param page the first page of the present hand-out
     */
    public void stale(Region region, long page, long count) {
        recorder.recordWrong(Objection.of(Finding.STALE, Operation.TAKE_BACK, new PageRun(region, page, count)));
    }

    /** The same for bytes. */
    public void staleBytes(Region region, long start, long length) {
        recorder.recordWrong(Objection.of(Finding.STALE, Operation.TAKE_BACK, extentOf(region, start, length)));
    }

    /** Memory is given back to this pool that another pool has handed out, and in whose region {@code holder} it is still held. */
    public void foreign(Region region, long page, long count, Region holder, long held) {
        recorder.recordWrong(judge.foreignMemory().foreign(new PageRun(region, page, count), Pages.handOut(holder, held)));
    }

    /** Pages are given back in another length than the one in which they were handed out. */
    void otherLength(Region region, long page, long count, long length) {
        PageRun run = new PageRun(region, page, count);
        recorder.recordWrong(Objection.of(Finding.OTHER_LENGTH, Operation.TAKE_BACK, run)
                .withExplanation(Finding.OTHER_LENGTH.text() + ", " + run.length() + " bytes, not " + length));
    }

    /** Reports a plain take-back, not recorded yet, that may be a {@link #stale} one; this is not certain. */
    public void suspect(Region region, long page, long count) {
        judge.suspect(new PageRun(region, page, count));
    }

    /** The same for bytes. */
    public void suspectBytes(Region region, long start, long length) {
        judge.suspect(extentOf(region, start, length));
    }

    /** Some bytes; if the length is not given, in the length that is held there. */
    private static ByteExtent extentOf(Region region, long start, long length) {
        return new ByteExtent(region, start, length >= 0 ? length : region.bytesForWriting().lengthAt(start));
    }
}

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
 * Take-backs that the states of the memory do not show to be wrong, of which whoever noticed them knows better. Each takes place, or
 * is refused, instead of the plain one. Order, threads and errors as for {@link Ledger}.
 */
public final class WrongReturns {
    private final Judge judge;
    private final Recorder recorder;

    WrongReturns(Judge judge, Recorder recorder) {
        this.judge = judge;
        this.recorder = recorder;
    }

    /**
     * Pages are about to cross back, brought by somebody from whom they had been taken before, while another has them.
     *
     * @param page held by that other
     */
    public void stale(Region region, long page, long count) {
        recorder.wrong(Objection.of(Finding.STALE, Operation.TAKE_BACK, new PageRun(region, page, count)));
    }

    /** The same for bytes. */
    public void staleBytes(Region region, long start, long length) {
        recorder.wrong(Objection.of(Finding.STALE, Operation.TAKE_BACK, said(region, start, length)));
    }

    /** Something is about to cross back that this pool has never handed out, but somebody else has: he still holds that page of his. */
    public void foreign(Region region, long page, long count, Region holder, long held) {
        recorder.wrong(judge.elsewhere().foreign(new PageRun(region, page, count), Pages.handOut(holder, held)));
    }

    /** Pages are about to cross back in another length than they were handed out in. */
    void otherLength(Region region, long page, long count, long length) {
        PageRun run = new PageRun(region, page, count);
        recorder.wrong(Objection.of(Finding.OTHER_LENGTH, Operation.TAKE_BACK, run)
                .saying(Finding.OTHER_LENGTH.text() + ", " + run.length() + " bytes, not " + length));
    }

    /** A plain take-back, not recorded yet, that is fit to be a {@link #stale} one, without its being certain. */
    public void suspect(Region region, long page, long count) {
        judge.suspect(new PageRun(region, page, count));
    }

    /** The same for bytes. */
    public void suspectBytes(Region region, long start, long length) {
        judge.suspect(said(region, start, length));
    }

    /** Some bytes, in the length of what is held there where nobody says it. */
    private static ByteExtent said(Region region, long start, long length) {
        return new ByteExtent(region, start, length >= 0 ? length : region.bytesForWriting().lengthAt(start));
    }
}

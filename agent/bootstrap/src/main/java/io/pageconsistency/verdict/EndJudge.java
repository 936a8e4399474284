package io.pageconsistency.verdict;

import io.pageconsistency.Operation;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.bitmap.ByteExtents;
import io.pageconsistency.bitmap.Finding;
import io.pageconsistency.bitmap.SlotMap;
import io.pageconsistency.region.Region;
import io.pageconsistency.region.Residue;
import io.pageconsistency.report.Incident;

/**
 * The cold path of what ends: the slots of a run, and a region. Nothing of that can be refused. Reports as {@link Judge} does.
 * Thread-safe.
 */
public final class EndJudge {
    private final Judge judge;
    private final Parties parties;

    public EndJudge(Judge judge, Parties parties) {
        this.judge = judge;
        this.parties = parties;
    }

    /** A run's slots go with its release: nobody may have claimed one. Returns whether nobody had. */
    public boolean slotsGone(Region region, long page, SlotMap slots) {
        judge.repair().repair(region, page, slots, Operation.RELEASE);
        // Of two releases at once only one takes the slots along, and answers for them.
        int reserved = region.uncut(page) == slots ? (int) slots.reserved() : 0;
        if (reserved == 0) {
            return true;
        }
        long held = slots.held();
        int shown = slots.firstHeld();
        Finding finding = held > 0 ? Finding.STILL_HELD : Finding.SLOTS_CLAIMED;
        Objection objection = Objection.of(finding, Operation.RELEASE, new PageRun(region, page, slots.runPages()))
                .saying(held > 0 ? "expected nobody to hold a slot of the run, but " + held + " of " + slots.slots()
                        + " are held, the first is slot " + shown
                        : finding.text() + ": " + reserved + " of " + slots.slots());
        if (!judge.ignores(region)) {
            Incident incident = judge.about(objection);
            Violation violation;
            synchronized (region) {
                Slots run = new Slots(region, page, slots);
                Aftermath aftermath = run.aftermathOfEnd();
                violation = judge.judged(incident, region, aftermath, aftermath.causeOfSlotsEnd(run, reserved), false);
            }
            judge.told(violation, false);
        }
        return false;
    }

    /** Nobody may hold bytes of pages that are released. Returns whether nobody does. */
    public boolean bytesGone(PageRun run) {
        ByteExtents bytes = run.region().bytes();
        Unit held = bytes == null ? null : new Bytes(run.region(), bytes).heldIn(run.start(), run.end());
        if (held != null) {
            judge.found(Objection.of(Finding.STILL_HELD, Operation.RELEASE, run).whichIsRecorded()
                    .saying(Finding.STILL_HELD.text() + ", from " + run.region().terms().inWords(held.start()) + " on")
                    .leaving(() -> held.aftermathIn(Operation.RELEASE, Residue.CLAIMED | Residue.HELD)));
        }
        return held == null;
    }

    /** The pool ends a region in which nobody holds anything, but pages are claimed. */
    public void closedWhileClaimed(Region region, long reserved) {
        if (!judge.ignores(region)) {
            Incident incident = judge.about(Objection.of(Finding.PAGES_CLAIMED, Operation.CLOSE, new PageRun(region, 0, region.pageCount()))
                    .saying(Finding.PAGES_CLAIMED.text() + ": " + reserved + " of " + region.pageCount()));
            Violation violation;
            synchronized (region) {
                Aftermath aftermath = Aftermath.ofClose(region);
                violation = judge.judged(incident, region, aftermath, aftermath.causeOfEnd(), false);
            }
            judge.told(violation, false);
        }
    }

    /** The pool of a region has gone, with all that could keep something in stock: what is claimed and not held was lost before. */
    public void lost(Region region, Lost lost, int cause) {
        Involved involved = parties.involved(region, lost.first().start());
        judge.report(Incident.of(ViolationKind.LEAK, Operation.CLOSE).in(region).at(region.terms().shown(lost.first().extent()))
                .withExplanation("expected the pool to leave behind no claimed memory that nobody holds, but it left " + lost
                        + "; the first is shown")
                .withAllocatedBy(involved.allocatedBy()).withFreedBy(involved.freedBy())
                .followingFrom(region.firstLoss() != 0 ? region.firstLoss() : cause));
    }

    /**
     * A region ended while memory of it was held; what is done with that later follows from it.
     *
     * @param follows the sequence of a violation from which this one follows anyway, or 0
     * @return that sequence, or else the root cause
     */
    public int closedInUse(Region region, long held, boolean collected, int follows) {
        Finding finding = collected ? Finding.LEAKED : Finding.CLOSED_IN_USE;
        Unit stillHeld = Units.firstHeld(region);
        // A take-back may have come in between.
        Unit first = stillHeld == null ? new PageRun(region, 0, region.pageCount()) : stillHeld;
        Objection objection = Objection.of(finding, Operation.CLOSE, first).saying(finding.text() + ": "
                + (region.bytes() != null && region.pages.held() == 0 ? held + (held == 1 ? " hand-out" : " hand-outs")
                        : held + " of " + region.pageCount() + (region.pageCount() == 1 ? " page" : " pages"))
                + " held, the first is shown");
        Incident incident = judge.about(objection, parties.involved(region, first.start()));
        Violation violation;
        synchronized (region) {
            Aftermath aftermath = Aftermath.ofClose(region);
            violation = judge.judged(incident, region, aftermath, follows != 0 ? follows : aftermath.causeOfEnd(), false);
            Aftermath.ofBytes(region).leave(violation, region.findings());
        }
        judge.told(violation, false);
        return violation.cause();
    }

    /**
     * Not contested: the states of these pages are right, it is the pool that does not use them. Said once a region, since
     * a pool with this fault repeats it with every run of that size.
     */
    public void keptIdle(Unit run, long slotSize) {
        Region region = run.region();
        if (region.state() == Region.State.ABANDONED || !region.firstKeptIdle()) {
            return;
        }
        judge.report(Incident.of(Finding.KEPT_IDLE, Operation.RELEASE).in(region).at(run.extent())
                .withExplanation(Finding.KEPT_IDLE.text() + " (slots of " + slotSize
                        + " bytes); more such runs of this region are not reported"));
    }
}

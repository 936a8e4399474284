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
 * Judges the end of a run of slots and of a region; cold path. Such operations cannot be refused. Thread-safe.
 */
public final class EndJudge {
    private final Judge judge;
    private final Parties parties;

    public EndJudge(Judge judge, Parties parties) {
        this.judge = judge;
        this.parties = parties;
    }

    /** A run is freed: none of its slots may be claimed. Returns whether that is so. */
    public boolean slotsGone(Region region, long page, SlotMap slots) {
        judge.repair().repair(region, page, slots, Operation.RELEASE);
        // If two threads free the run at once, only one of them gets the slots and reports.
        int reserved = region.uncut(page) == slots ? (int) slots.reserved() : 0;
        if (reserved == 0) {
            return true;
        }
        long held = slots.held();
        int shown = slots.firstHeld();
        Finding finding = held > 0 ? Finding.STILL_HELD : Finding.SLOTS_CLAIMED;
        Objection objection = Objection.of(finding, Operation.RELEASE, new PageRun(region, page, slots.runPages()))
                .withExplanation(held > 0 ? "expected no slot of the run to be held, but " + held + " of " + slots.slots()
                        + " are held, the first is slot " + shown
                        : finding.text() + ": " + reserved + " of " + slots.slots());
        if (!judge.ignores(region)) {
            Incident incident = judge.about(objection);
            Violation violation;
            synchronized (region) {
                Slots run = new Slots(region, page, slots);
                Aftermath aftermath = run.aftermathOfEnd();
                violation = judge.register(incident, region, aftermath, aftermath.causeOfSlotsEnd(run, reserved), false);
            }
            judge.publish(violation, false);
        }
        return false;
    }

    /** Pages are freed: no byte extent in them may be held. Returns whether that is so. */
    public boolean bytesGone(PageRun run) {
        ByteExtents bytes = run.region().bytes();
        Unit held = bytes == null ? null : new Bytes(run.region(), bytes).heldIn(run.start(), run.end());
        if (held != null) {
            judge.found(Objection.of(Finding.STILL_HELD, Operation.RELEASE, run).alreadyRecorded()
                    .withExplanation(Finding.STILL_HELD.text() + ", from " + run.region().terms().inWords(held.start()) + " on")
                    .withAftermath(() -> held.aftermathIn(Operation.RELEASE, Residue.CLAIMED | Residue.HELD)));
        }
        return held == null;
    }

    /** The pool closes a region of which pages are claimed, but none is held. */
    public void closedWhileClaimed(Region region, long reserved) {
        if (!judge.ignores(region)) {
            Incident incident = judge.about(Objection.of(Finding.PAGES_CLAIMED, Operation.CLOSE, new PageRun(region, 0, region.pageCount()))
                    .withExplanation(Finding.PAGES_CLAIMED.text() + ": " + reserved + " of " + region.pageCount()));
            Violation violation;
            synchronized (region) {
                Aftermath aftermath = Aftermath.ofClose(region);
                violation = judge.register(incident, region, aftermath, aftermath.causeOfEnd(), false);
            }
            judge.publish(violation, false);
        }
    }

    /** The pool of a region was collected, with all its caches: memory that is claimed but not held must have been lost earlier. */
    public void leaked(Region region, Lost lost, int cause) {
        Involved involved = parties.involved(region, lost.first().start());
        judge.report(Incident.of(ViolationKind.LEAK, Operation.CLOSE).in(region).at(region.terms().shown(lost.first().extent()))
                .withExplanation("expected the pool to have freed all memory that is not held before it was collected, but it left " + lost
                        + " claimed; the first is shown")
                .withAllocatedBy(involved.allocatedBy()).withFreedBy(involved.freedBy())
                .followingFrom(region.firstLoss() != 0 ? region.firstLoss() : cause));
    }

    /**
     * A region was closed while memory of it was held. Later operations on that memory follow from this finding.
     *
     * @param follows the sequence of a violation that is known to explain this one, or 0
     * @return that sequence, or else the sequence of the root cause
     */
    public int closedInUse(Region region, long held, boolean collected, int follows) {
        Finding finding = collected ? Finding.LEAKED : Finding.CLOSED_IN_USE;
        Unit stillHeld = Units.firstHeld(region);
        // Null if a take-back came in between.
        Unit first = stillHeld == null ? new PageRun(region, 0, region.pageCount()) : stillHeld;
        Objection objection = Objection.of(finding, Operation.CLOSE, first).withExplanation(finding.text() + ": "
                + (region.bytes() != null && region.pages.held() == 0 ? held + (held == 1 ? " hand-out" : " hand-outs")
                        : held + " of " + region.pageCount() + (region.pageCount() == 1 ? " page" : " pages"))
                + " held, the first is shown");
        Incident incident = judge.about(objection, parties.involved(region, first.start()));
        Violation violation;
        synchronized (region) {
            Aftermath aftermath = Aftermath.ofClose(region);
            violation = judge.register(incident, region, aftermath, follows != 0 ? follows : aftermath.causeOfEnd(), false);
            Aftermath.ofBytes(region).leave(violation, region.findings());
        }
        judge.publish(violation, false);
        return violation.cause();
    }

    /**
     * The pool keeps a run in which nothing is in use. The run is not contested, because its state is right. Reported once for each
     * region, because a pool with this fault repeats it with every run of that size.
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

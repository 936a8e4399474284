package io.pageconsistency.ledger;

import java.util.List;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;

/**
 * The cold path of what ends: the slots of a run, and a region. Nothing of that can be refused. Reports as {@link Judge} does.
 * Thread-safe.
 */
final class EndJudge {
    private final Judge judge;
    private final Parties parties;

    EndJudge(Judge judge, Parties parties) {
        this.judge = judge;
        this.parties = parties;
    }

    /** A run's slots go with its release: nobody may have claimed one. Returns whether nobody had. */
    boolean slotsGone(Region region, long page, SlotMap slots) {
        judge.healer().heal(region, slots, Operation.RELEASE);
        // Of two releases at once only one takes the slots along, and answers for them.
        int reserved = region.uncut(page) == slots ? slots.reserved() : 0;
        if (reserved == 0) {
            return true;
        }
        int held = slots.held();
        int shown = slots.firstHeld();
        Finding finding = held > 0 ? Finding.STILL_HELD : Finding.SLOTS_CLAIMED;
        String explanation = held > 0 ? "expected nobody to hold a slot of the run, but " + held + " of " + slots.slots()
                + " are held, the first is slot " + shown
                : finding.text() + ": " + reserved + " of " + slots.slots();
        if (!judge.ignores(region)) {
            Incident incident = judge.about(finding, Operation.RELEASE, region, region.pagesAt(page, slots.runPages()), explanation);
            Violation violation;
            synchronized (region) {
                Aftermath aftermath = Aftermath.ofSlots(region, page, slots);
                violation = judge.judged(incident, region, aftermath,
                        aftermath.causeOfSlotsEnd(page, slots.runPages(), reserved), false);
            }
            judge.told(violation, false);
        }
        return false;
    }

    /** The pool ends a region in which nobody holds anything, but pages are claimed. */
    void closedWhileClaimed(Region region, long reserved) {
        if (!judge.ignores(region)) {
            Incident incident = judge.about(Finding.PAGES_CLAIMED, Operation.CLOSE, region,
                    region.pagesAt(0, region.pageCount()),
                    Finding.PAGES_CLAIMED.text() + ": " + reserved + " of " + region.pageCount());
            Violation violation;
            synchronized (region) {
                Aftermath aftermath = Aftermath.ofClose(region);
                violation = judge.judged(incident, region, aftermath, aftermath.causeOfEnd(), false);
            }
            judge.told(violation, false);
        }
    }

    /** The pool of a region has gone, with all that could keep something in stock: what is claimed and not held was lost before. */
    void lost(Region region, Lost lost, int cause) {
        long unit = Judge.unit(lost.first().page(), lost.first().slot());
        judge.report(Incident.of(ViolationKind.LEAK, Operation.CLOSE).in(region).at(region.shown(lost.first()))
                .withExplanation("expected nothing to be claimed that nobody holds when the pool is gone, but " + lost
                        + " are, the first is shown")
                .withAllocatedBy(parties.lastHandOut(region, unit)).withFreedBy(parties.lastTakeBack(region, unit))
                .followingFrom(region.firstLoss != 0 ? region.firstLoss : cause));
    }

    /**
     * A region ended while memory of it was held; what is done with that later follows from it.
     *
     * @param follows the sequence of a violation from which this one follows anyway, or 0
     * @return that sequence, or else the root cause
     */
    int closedInUse(Region region, long held, boolean collected, int follows) {
        Finding finding = collected ? Finding.LEAKED : Finding.CLOSED_IN_USE;
        Extent stillHeld = Holdings.first(region);
        // A take-back may have come in between.
        Extent first = stillHeld == null ? region.pagesAt(0, region.pageCount()) : stillHeld;
        String explanation = finding.text() + ": " + (region.exact != null && region.pages.held() == 0
                ? held + (held == 1 ? " hand-out" : " hand-outs")
                : held + " of " + region.pageCount() + (region.pageCount() == 1 ? " page" : " pages")) + " held, the first is shown";
        long unit = first.equals(ExactExtents.first(region)) ? ExactExtents.unit(region, region.placeOf(first))
                : Judge.unit(first.page(), first.slot());
        Incident incident = judge.about(finding, Operation.CLOSE, region, first, explanation,
                new Involved(parties.lastHandOut(region, unit), parties.lastTakeBack(region, unit), List.of()));
        Violation violation;
        synchronized (region) {
            Aftermath aftermath = Aftermath.ofClose(region);
            violation = judge.judged(incident, region, aftermath, follows != 0 ? follows : aftermath.causeOfEnd(), false);
            Aftermath.ofExact(region).leave(violation, region.findings());
        }
        judge.told(violation, false);
        return violation.cause();
    }

    /**
     * Not contested: the states of these pages are right, it is the pool that does not use them. Said once a region, since
     * a pool with this fault repeats it with every run of that size.
     */
    void keptIdle(Region region, Extent run, long slotSize) {
        if (region.state() == Region.State.ABANDONED || !region.firstKeptIdle()) {
            return;
        }
        judge.report(Incident.of(Finding.KEPT_IDLE, Operation.RELEASE).in(region).at(run)
                .withExplanation(Finding.KEPT_IDLE.text() + " (slots of " + slotSize
                        + " bytes); more such runs of this region are not reported"));
    }
}

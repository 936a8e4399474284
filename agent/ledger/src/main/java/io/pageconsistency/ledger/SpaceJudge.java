package io.pageconsistency.ledger;

import java.util.List;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;

/**
 * The cold path of {@link SpaceLedger}: what is found there and nowhere else. Refuses, reports and follows the pool as
 * {@link Judge} does, to whom it leaves all that concerns the states of pages alone. Thread-safe.
 */
final class SpaceJudge {
    private final Judge judge;
    private final Parties parties;
    private final Ledger ledger;

    SpaceJudge(Judge judge, Parties parties, Ledger ledger) {
        this.judge = judge;
        this.parties = parties;
        this.ledger = ledger;
    }

    /** A take-back of pages that met a finding; whether nothing but damage was in the way. */
    boolean pages(Region region, long page, long count, long finding) {
        Region holder = holder(Finding.of(finding), region, region.placeOf(page));
        if (holder != null) {
            takeBack(Finding.of(finding), region, page, count, ofAnother(Finding.of(finding), holder),
                    involved(holder, region.placeOf(page)));
            return false;
        }
        return judge.pages(Operation.TAKE_BACK, region, page, count, finding);
    }

    /**
     * In which region, other than one, a hand-out begins at the address of something that is no hand-out in that one; of several
     * that with the smallest pages, or null.
     */
    private Region holder(Finding finding, Region other, long address) {
        Region found = null;
        if (finding.kind() != ViolationKind.INVALID_FREE || other.address() == 0) {
            return null;
        }
        for (Region region : ledger.regions()) {
            if (region != other && region.address() != 0 && holds(region, address)
                    && (found == null || region.pageSize() < found.pageSize())) {
                found = region;
            }
        }
        return found;
    }

    private static boolean holds(Region region, long address) {
        long offset = address - region.address();
        ExactExtents exact = region.exact;
        return exact != null && exact.lengthAt(address) != -1
                || offset >= 0 && offset % region.pageSize() == 0 && region.isStart(offset / region.pageSize());
    }

    private static String ofAnother(Finding finding, Region holder) {
        return finding.text() + (finding == Finding.NEVER_ALLOCATED ? " by this pool" : "") + "; it is in use from "
                + holder.allocator() + ", " + holder;
    }

    /** Pages that this region never gave out come back, which another one has given out and not got back. */
    void foreign(Region region, long page, long count, Region holder, long held) {
        Party party = parties.lastHandOut(holder, Judge.unit(held, Extent.NO_SLOT));
        takeBack(Finding.NEVER_ALLOCATED, region, page, count, ofAnother(Finding.NEVER_ALLOCATED, holder),
                new Involved(party, null, List.of()));
    }

    /** Who has what begins at an address, in the region in which it is held; and who had it before, in others. */
    private Involved involved(Region holder, long address) {
        ExactExtents exact = holder.exact;
        long unit = exact != null && exact.lengthAt(address) != -1 ? ExactExtents.unit(holder, address)
                : Judge.unit((address - holder.address()) / holder.pageSize(), Extent.NO_SLOT);
        return new Involved(parties.lastHandOut(holder, unit), null, parties.earlierAt(address, holder));
    }

    /**
     * A take-back that the states of its pages do not show to be wrong, and of which nothing has been recorded.
     *
     * @throws io.pageconsistency.PageConsistencyError when it is refused; then the ledger is as before
     */
    void takeBack(Finding finding, Region region, long page, long count, String explanation) {
        takeBack(finding, region, page, count, explanation, parties.involved(region, page, count, page));
    }

    /** The same, where somebody else is involved than those who had the memory in this region. */
    void takeBack(Finding finding, Region region, long page, long count, String explanation, Involved involved) {
        if (judge.ignores(region)) {
            return;
        }
        boolean refused = judge.refuses(finding, Operation.TAKE_BACK, region, () -> involved);
        if (!refused) {
            judge.healer().healAround(region, page, count, Operation.TAKE_BACK);
        }
        Violation violation;
        synchronized (region) {
            Aftermath aftermath = Aftermath.ofPages(Operation.TAKE_BACK, region, page, count, finding);
            Extent extent = region.pagesAt(page, count);
            if (!refused) {
                region.pages.force(Operation.TAKE_BACK, page, count);
            }
            violation = judge.judged(judge.about(finding, Operation.TAKE_BACK, region, extent, explanation, involved), region,
                    aftermath, refused);
        }
        judge.told(violation, refused);
    }

    /** Something may be wrong: said, and nothing else done about it. */
    void suspect(Region region, Extent extent, long unit) {
        if (!judge.ignores(region)) {
            Reports reports = ledger.reports();
            long start = region.placeOf(extent);
            Involved involved = parties.involved(region, unit, start, Math.max(1, extent.length()), start, unit);
            reports.violation(reports.made(Incident.of(Finding.STALE_PERHAPS, Operation.TAKE_BACK).in(region).at(region.shown(extent))
                    .withAllocatedBy(involved.allocatedBy()).withFreedBy(involved.freedBy()).withEarlier(involved.earlier())
                    .suspected()));
        }
    }

    /**
     * A hand-out of pages, recorded already, is compared with what was handed out off their grid.
     *
     * @return whether nothing was found
     * @throws io.pageconsistency.PageConsistencyError when it is refused; then it is taken back
     */
    boolean besideExact(Region region, long page, long count, long less) {
        long start = region.address() + page * region.pageSize();
        long other = region.exact.overlapping(start, start + region.lengthOf(page, count) - less, -1);
        if (other == -1) {
            return true;
        }
        judge.pages(Finding.ALREADY_HELD, Operation.HAND_OUT, region, region.pagesAt(page, count),
                Finding.ALREADY_HELD.text() + ", from " + region.inWords(other) + " on",
                () -> Aftermath.ofUnit(Operation.HAND_OUT, region, ExactExtents.unit(region, other),
                        Residue.CLAIMED | Residue.HELD));
        return false;
    }

    /** A hand-out off the grid, recorded already, is compared with the pages that are handed out; whether nothing was found. */
    boolean besidePages(Region region, long start, long length) {
        long end = start + length;
        long first = Math.max(0, Math.floorDiv(start - region.address(), region.pageSize()));
        long last = Math.min(region.pageCount() - 1, Math.floorDiv(end - 1 - region.address(), region.pageSize()));
        for (long page = region.pages.nextHeld(first); page >= 0 && page <= last; page = region.pages.nextHeld(page + 1)) {
            if (!region.pages.isKnown(page) || overlaps(region, page, start, end)) {
                exact(Operation.HAND_OUT, region, start, length, Finding.ALREADY_HELD.at(region.address()
                        + region.pages.startOf(page) * region.pageSize()));
                return false;
            }
        }
        return true;
    }

    private static boolean overlaps(Region region, long page, long start, long end) {
        return region.address() + page * region.pageSize() < end && OddLengths.endOf(region, page) > start;
    }

    /** A finding when an address that begins no page lies inside a hand-out of pages. */
    long insidePages(Region region, long start) {
        long page = Math.floorDiv(start - region.address(), region.pageSize());
        return region.isHeld(page) && start < OddLengths.endOf(region, page) && region.exact.lengthAt(start) == -1
                ? Finding.NOT_A_START.at(region.address() + region.pages.startOf(page) * region.pageSize()) : Finding.NONE;
    }

    /** Carries an operation off the grid that met a finding, which is placed at the address concerned, to its end. */
    void exact(Operation operation, Region region, long start, long length, long finding) {
        if (judge.ignores(region)) {
            return;
        }
        Finding found = Finding.of(finding);
        long place = Finding.place(finding);
        long unit = ExactExtents.unit(region, start);
        long placeUnit = ExactExtents.unit(region, place);
        long page = (place - region.address()) / region.pageSize();
        boolean refused = judge.refuses(found, operation, region,
                () -> parties.involved(region, unit, start, Math.max(1, length), place, placeUnit));
        Violation violation;
        synchronized (region) {
            boolean ofPages = place >= region.address() && region.isHeld(page) && region.exact.lengthAt(place) == -1;
            Region holder = operation == Operation.TAKE_BACK ? holder(found, region, start) : null;
            Involved involved = holder != null ? involved(holder, start)
                    : parties.involved(region, unit, start, Math.max(1, length), place,
                            ofPages ? Judge.unit(region.pages.startOf(page), Extent.NO_SLOT) : placeUnit);
            String explanation = holder != null ? ofAnother(found, holder)
                    : found.text() + where(region, start, length, found, place);
            Aftermath aftermath = aftermath(operation, region, start, operation == Operation.HAND_OUT && found != Finding.OUTSIDE
                    || found == Finding.STALE || found == Finding.OTHER_LENGTH);
            Aftermath beside = ofPages ? Aftermath.ofPages(operation, region, page, 1, found)
                    : place == start ? aftermath : aftermath(operation, region, place, true);
            int cause = judge.cause(aftermath, region);
            cause = cause == 0 ? judge.cause(beside, region) : cause;
            if (refused) {
                region.exact.undo(operation, start, length, finding);
            } else {
                region.exact.force(operation == Operation.HAND_OUT, start, length);
            }
            violation = judge.judged(judge.about(found, operation, region, region.exactAt(start, length), explanation, involved),
                    region, aftermath, cause, refused);
        }
        judge.told(violation, refused);
    }

    private static Aftermath aftermath(Operation operation, Region region, long start, boolean held) {
        return Aftermath.ofUnit(operation, region, ExactExtents.unit(region, start),
                held ? Residue.CLAIMED | Residue.HELD | Residue.OTHERS : Residue.CLAIMED);
    }

    private static String where(Region region, long start, long length, Finding finding, long place) {
        if (finding == Finding.OTHER_LENGTH) {
            return ", " + region.exact.lengthAt(start) + " bytes, not " + length;
        }
        return place == start ? "" : ", from " + region.inWords(place) + " on";
    }
}

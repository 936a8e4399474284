package io.pageconsistency.verdict;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.bitmap.Finding;
import io.pageconsistency.bitmap.SlotMap;
import io.pageconsistency.region.Region;
import io.pageconsistency.region.Residue;

/**
 * Consecutive pages of a region.
 *
 * @param length in bytes; less than the pages if a hand-out does not fill its last page
 */
public record PageRun(Region region, long page, long count, long length) implements Unit {
    public PageRun(Region region, long page, long count) {
        this(region, page, count, region.hasOddLengths() && region.isStart(page) && region.heldFrom(page) == count ? region.lengthOfHandOut(page, count)
                : region.lengthOf(page, count));
    }

    @Override
    public Extent extent() {
        return new Extent(page, count, Extent.NO_SLOT, region.address() == 0 ? 0 : start(), length, region.terms().offset(start()));
    }

    @Override
    public long start() {
        return region.placeOf(page);
    }

    @Override
    public long end() {
        return start() + Math.max(1, region.lengthOf(page, Math.min(count, region.pageCount())));
    }

    private long firstInside() {
        return Math.max(0, page);
    }

    private long endInside() {
        return page > region.pageCount() - count ? region.pageCount() : page + count;
    }

    @Override
    public boolean isPiece() {
        return false;
    }

    @Override
    public long apply(Operation operation) {
        return switch (operation) {
            case RESERVE -> region.pages.reserve(page, count);
            case RELEASE -> region.pages.release(page, count);
            case HAND_OUT -> region.pages.handOut(page, count);
            default -> region.pages.takeBack(page, count);
        };
    }

    @Override
    public Objection beside(Repair repair) {
        SlotMap slots = region.slotsAt(page);
        if (slots != null && slots.held() > 0) {
            repair.repair(region, page, slots, Operation.HAND_OUT);
        }
        long held = slots == null ? 0 : slots.held();
        return held == 0 ? Bytes.beside(this)
                : Objection.toHandOut(this, this).withExplanation("expected no slot of the run to be held, but " + held + " are held");
    }

    @Override
    public boolean isMarked(Parties parties) {
        return region.pages.isMarked(page);
    }

    @Override
    public void mark(boolean onRecord) {
        region.pages.mark(page, onRecord);
    }

    @Override
    public long placeOf(long finding) {
        return region.placeOf(Math.min(Math.max(Finding.place(finding), 0), region.pageCount() - 1));
    }

    @Override
    public Unit holderOf(long place) {
        long inside = region.pageAt(place);
        return region.isHeld(inside) ? Pages.handOut(region, region.pages.startOf(inside)) : this;
    }

    @Override
    public void repair(Repair repair, Operation operation) {
        repair.repair(region, page, page + count, operation);
    }

    @Override
    public void force(Operation operation) {
        region.pages.force(operation, page, count);
    }

    @Override
    public void undoHandOut() {
        region.pages.undoHandOut(page, count);
    }

    @Override
    public Aftermath aftermath(Operation operation, Finding finding, long place) {
        Aftermath aftermath = new Aftermath(operation, region, false);
        long first = firstInside();
        long end = endInside();
        boolean again = finding == Finding.ALREADY_FREE || finding == Finding.NEVER_ALLOCATED;
        // If the finding is about later pages, the hand-out that begins at the first page is right.
        long right = again && region.isStart(page) ? region.pages.endOfHandOut(page) : first;
        for (long at = first; at < end;) {
            long to = region.pages.endOfSameState(at, at < right ? Math.min(right, end) : end);
            aftermath.add(region.placeOf(at), region.placeOf(to), Pages.stateOf(region, at) | (at < right ? 0 : Residue.OTHERS));
            at = to;
        }
        if (finding == Finding.ONLY_A_PART && end < region.pageCount() && region.pages.continuesAt(end)) {
            aftermath.rest(region.placeOf(end), region.placeOf(region.pages.endOfHandOut(end)));
        }
        aftermath.unlessAny(region.placeOf(first), region.placeOf(end), finding);
        return aftermath;
    }

    @Override
    public String detail(Finding finding, long place) {
        long guilty = region.pageAt(place);
        return finding == Finding.OTHER_LENGTH ? ", " + new PageRun(region, page, region.heldFrom(page)).length + " bytes, not " + length
                : count > 1 && guilty != page ? ", at page " + region.terms().page(guilty) : "";
    }
}

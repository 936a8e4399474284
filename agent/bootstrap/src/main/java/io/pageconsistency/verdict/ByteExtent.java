package io.pageconsistency.verdict;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.bitmap.ByteExtents;
import io.pageconsistency.bitmap.Finding;
import io.pageconsistency.region.Region;
import io.pageconsistency.region.Residue;

/**
 * Bytes of a region that need not begin or end at a page boundary.
 *
 * @param start the {@linkplain Region#placeOf place} of the first byte
 * @param length in bytes, or {@link Extent#UNSAID}
 */
public record ByteExtent(Region region, long start, long length) implements Unit {
    private ByteExtents record() {
        return region.bytesForWriting();
    }

    @Override
    public Extent extent() {
        long page = Math.max(0, region.pageAt(start));
        long last = Math.max(page, region.pageAt(start + length - 1));
        return new Extent(page, last - page + 1, Extent.NO_SLOT, region.address() == 0 ? 0 : start, length, region.terms().offset(start));
    }

    @Override
    public long end() {
        return start + Math.max(1, length);
    }

    /** Only the start is contested: the next hand-out of the same memory may have another length. */
    @Override
    public long endOfContest() {
        return start + 1;
    }

    @Override
    public boolean isPiece() {
        return true;
    }

    @Override
    public long apply(Operation operation) {
        ByteExtents record = record();
        if (operation == Operation.HAND_OUT) {
            return record.handOut(start, length);
        }
        // An address that is not the start of a byte extent may lie inside a hand-out of pages, or inside a slot.
        Unit holder = record.lengthAt(start) == -1 ? Units.heldAround(region, start) : null;
        return holder == null || holder instanceof ByteExtent ? record.takeBack(start, length) : Finding.NOT_A_START.at(holder.start());
    }

    @Override
    public Objection beside(Repair repair) {
        Unit other = null;
        for (Units units : Units.of(region)) {
            Unit held = units instanceof Bytes ? null : units.heldIn(start, end());
            other = held == null ? other : held;
        }
        if (other != null) {
            return Objection.of(Finding.ALREADY_HELD.at(other.start()), Operation.HAND_OUT, this).alreadyRecorded();
        }
        return isClaimed() ? null : Objection.of(Finding.UNCLAIMED, Operation.HAND_OUT, this).alreadyRecorded();
    }

    private boolean isClaimed() {
        long last = Math.min(region.pageCount() - 1, region.pageAt(end() - 1));
        for (long page = Math.max(0, region.pageAt(start)); region.reserves() && page <= last; page++) {
            if (!region.pages.isReserved(page) && !region.pages.isUnknown(page)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean isMarked(Parties parties) {
        // There is no cell for it.
        return parties.isOnRecord(region, start);
    }

    @Override
    public void mark(boolean onRecord) {
        Units.mark(region, start, onRecord);
    }

    @Override
    public long lengthOnRecord() {
        return length >= 0 ? length : Math.max(1, record().lengthAt(start));
    }

    @Override
    public long placeOf(long finding) {
        return Finding.place(finding);
    }

    @Override
    public Unit holderOf(long place) {
        Unit holder = Units.heldAt(region, place);
        return holder != null ? holder : place == start ? this : new ByteExtent(region, place, 1);
    }

    @Override
    public void repair(Repair repair, Operation operation) {
        // No cells.
    }

    @Override
    public void force(Operation operation) {
        record().force(operation == Operation.HAND_OUT, start, length);
    }

    @Override
    public void undoHandOut() {
        record().undoHandOut(start, length);
    }

    @Override
    public Aftermath aftermath(Operation operation, Finding finding, long place) {
        boolean held = operation == Operation.HAND_OUT && finding != Finding.OUTSIDE || finding == Finding.STALE || finding == Finding.OTHER_LENGTH;
        Aftermath aftermath = aftermathIn(operation, finding == Finding.UNCLAIMED ? 0
                : Residue.CLAIMED | (held ? Residue.HELD | Residue.OTHERS : 0));
        return place == start ? aftermath : aftermath.beside(ofHolder(operation, finding, place));
    }

    /** The aftermath for the unit that holds a place inside of this one. */
    private Aftermath ofHolder(Operation operation, Finding finding, long place) {
        Unit holder = holderOf(place);
        return holder.isPiece() ? holder.aftermathIn(operation, Residue.CLAIMED | Residue.HELD | Residue.OTHERS)
                : new PageRun(region, region.pageAt(place), 1).aftermath(operation, finding, place);
    }

    @Override
    public String detail(Finding finding, long place) {
        if (finding == Finding.OTHER_LENGTH) {
            return ", " + record().lengthAt(start) + " bytes, not " + length;
        }
        return place == start ? "" : ", from " + region.terms().inWords(place) + " on";
    }
}

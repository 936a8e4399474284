package io.pageconsistency.verdict;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.bitmap.Finding;
import io.pageconsistency.bitmap.SlotMap;
import io.pageconsistency.region.Region;

/**
 * Memory that is transferred as one: some pages, a slot, or bytes. All that is judged, contested, reported and listed is a unit, so
 * that this code does not depend on the kind of record.
 *
 * <p>Created on the slow path only; a healthy operation creates none. A unit may lie outside its region.
 */
public sealed interface Unit permits PageRun, Slot, ByteExtent {
    /** A run of pages, or one slot of that run. */
    static Unit of(Region region, long page, long count, int slot) {
        SlotMap map = slot == Extent.NO_SLOT ? null : region.slotsAt(page);
        return slot == Extent.NO_SLOT ? new PageRun(region, page, count)
                : map == null ? new Slot(region, page, count, null, slot) : new Slot(region, page, map, slot);
    }

    Region region();

    /** The extent for reports, in the region's own numbering. */
    Extent extent();

    /** The {@linkplain Region#placeOf place} of the first byte. */
    long start();

    /** The place after the last byte; always greater than the start. */
    long end();

    /** Whether this is a slot or bytes: a piece of pages that have a record of their own. */
    boolean isPiece();

    /** Records an operation; returns a packed {@link Finding}. */
    long apply(Operation operation);

    /** Checks a recorded hand-out against the records of other kinds of units; returns the objection, or null. */
    Objection beside(Repair repair);

    /** Whether an earlier party may be on record for memory with this start. */
    boolean isMarked(Parties parties);

    /** Sets whether an earlier party may be on record. */
    void mark(boolean onRecord);

    /** The length to record for a transfer of this unit. */
    default long lengthOnRecord() {
        return end() - start();
    }

    /** The place at which a packed finding about this unit was made. */
    long placeOf(long finding);

    /** The unit that a place belongs to now; may be this one. */
    Unit holderOf(long place);

    /** Repairs and reports damage in the cells that are about to be read or overwritten. */
    void repair(Repair repair, Operation operation);

    /** Makes the record look as the operation leaves it, whatever its state. */
    void force(Operation operation);

    /** Undoes a recorded hand-out that is refused. */
    void undoHandOut();

    /**
     * The memory about which an operation is wrong.
     *
     * @param place the place of the finding
     */
    Aftermath aftermath(Operation operation, Finding finding, long place);

    /** The same for a given state of the whole unit. */
    default Aftermath aftermathIn(Operation operation, int state) {
        Aftermath aftermath = new Aftermath(operation, region(), isPiece());
        aftermath.add(start(), endOfContest(), state);
        return aftermath;
    }

    /** The end of the range that is contested after a fault. */
    default long endOfContest() {
        return end();
    }

    /** Details to append to a finding's text. */
    String detail(Finding finding, long place);

    /** The parties to a finding about this unit. */
    default Involved involved(Parties parties, long place) {
        return parties.involved(region(), start(), end() - start(), place, holderOf(place).start());
    }
}

package io.pageconsistency.verdict;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.bitmap.Finding;
import io.pageconsistency.bitmap.SlotMap;
import io.pageconsistency.region.Region;

/**
 * Memory of a region that crosses as one: some pages, a slot, or bytes. What is judged, contested, reported, remembered and listed
 * is one of these, whatever its record is made of.
 *
 * <p>Made where something is wrong, and where memory is listed; a healthy operation makes none. It may lie outside its region.
 */
public sealed interface Unit permits PageRun, Slot, ByteExtent {
    /** Some pages, or one slot of the run that they are. */
    static Unit of(Region region, long page, long count, int slot) {
        SlotMap map = slot == Extent.NO_SLOT ? null : region.slotsAt(page);
        return slot == Extent.NO_SLOT ? new PageRun(region, page, count)
                : map == null ? new Slot(region, page, count, null, slot) : new Slot(region, page, map, slot);
    }

    Region region();

    /** What reports show, in the region's own numbers. */
    Extent extent();

    /** The {@linkplain Region#placeOf place} where it begins. */
    long start();

    /** The place after its last byte; after its start. */
    long end();

    /** Whether it lies in pages, which have a record of their own. */
    boolean isPiece();

    /** Does an operation; a packed {@link Finding}. With one nothing has changed, or what has is part of what is to be judged. */
    long apply(Operation operation);

    /** What is in the way of a hand-out, recorded already, in the records of other units; or null. */
    Objection beside(Repair repair);

    /** Whether an earlier party may be on record for what begins where it begins. */
    boolean isMarked(Parties parties);

    /** Says whether one may be. */
    void mark(boolean onRecord);

    /** The length in which a transfer is on record that is about to begin. */
    default long lengthOnRecord() {
        return end() - start();
    }

    /** The place at which a packed finding about it was made. */
    long placeOf(long finding);

    /** The unit that has a place now, which may be this one. */
    Unit holderOf(long place);

    /** Repairs what is about to be overwritten, or read. */
    void repair(Repair repair, Operation operation);

    /** Makes the record look as the operation leaves it, whatever it was. */
    void force(Operation operation);

    /** Takes back a hand-out that is recorded, and refused. */
    void undoHandOut();

    /**
     * What an operation is wrong about.
     *
     * @param place where in it
     */
    Aftermath aftermath(Operation operation, Finding finding, long place);

    /** The same, with a state that is known. */
    default Aftermath aftermathIn(Operation operation, int state) {
        Aftermath aftermath = new Aftermath(operation, region(), isPiece());
        aftermath.add(start(), endOfContest(), state);
        return aftermath;
    }

    /** The place after what faults leave something of. */
    default long endOfContest() {
        return end();
    }

    /** What is to be added to a finding's text. */
    String detail(Finding finding, long place);

    /** Who had to do with it. */
    default Involved involved(Parties parties, long place) {
        return parties.involved(region(), start(), end() - start(), place, holderOf(place).start());
    }
}

package io.pageconsistency.verdict;

import java.util.ArrayList;
import java.util.List;

import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.PastTransfer;

/**
 * Who had to do with some memory about which something was found: chosen from the transfers on record that touch it.
 *
 * <p>Memory moves on in parts. Of a run that was given back, the first pages may have a new holder, and others may have had one
 * before the run began. So who is named is not whoever is on record for the page at fault, but the last one whose transfer covered
 * it; and he who has a part of the memory now, rather than anybody who had it.
 *
 * @param allocatedBy who has the memory, or a part of it, or else got it last; null where that is not on record
 * @param freedBy who gave it back last; null where that is not on record
 * @param earlier who else had it, the latest first
 */
record Involved(Party allocatedBy, Party freedBy, List<PastTransfer> earlier) {
    private static final int EARLIER_HAND_OUTS = 1;
    private static final int EARLIER_TAKE_BACKS = 2;

    /**
     * A transfer on record.
     *
     * @param order greater for those that came later
     * @param start an address, or in a region without one a position in it
     */
    record Transfer(Operation operation, long order, long start, long length, Party party) {
        boolean covers(long place) {
            return place - start >= 0 && place - start < length;
        }

        boolean overlaps(long from, long bytes) {
            return covers(from) || from - start < 0 && start - from < bytes;
        }

        boolean is(long from, long bytes) {
            return start == from && length == bytes;
        }
    }

    /**
     * Chooses.
     *
     * @param transfers all that overlap the memory, the latest first
     * @param start where the memory of the operation begins
     * @param length how long that is
     * @param place where in it something was wrong
     */
    static Involved of(List<Transfer> transfers, long start, long length, long place) {
        Transfer got = holder(transfers, place);
        if (got == null) {
            got = last(Operation.HAND_OUT, transfers, start, length, place);
        }
        // The same memory given back is the first of two frees, whatever became of parts of it in between.
        Transfer gave = last(Operation.TAKE_BACK, transfers, start, length, place);
        List<PastTransfer> earlier = new ArrayList<>();
        int handOuts = 0;
        int takeBacks = 0;
        for (Transfer each : transfers) {
            if (each != got && each != gave && each.covers(place)
                    && (each.operation() == Operation.HAND_OUT ? handOuts++ < EARLIER_HAND_OUTS : takeBacks++ < EARLIER_TAKE_BACKS)) {
                earlier.add(new PastTransfer(each.operation(), each.party()));
            }
        }
        return new Involved(got == null ? null : got.party(), gave == null ? null : gave.party(), earlier);
    }

    /** The hand-out that has not come back: that of the place, or else that of another part. */
    private static Transfer holder(List<Transfer> transfers, long place) {
        Transfer found = null;
        for (Transfer each : transfers) {
            if (each.operation() == Operation.HAND_OUT && !cameBack(transfers, each)) {
                if (each.covers(place)) {
                    return each;
                }
                found = found == null ? each : found;
            }
        }
        return found;
    }

    private static boolean cameBack(List<Transfer> transfers, Transfer handOut) {
        for (Transfer each : transfers) {
            if (each.order() < handOut.order()) {
                return false;
            }
            if (each.operation() == Operation.TAKE_BACK && each.overlaps(handOut.start(), handOut.length())) {
                return true;
            }
        }
        return false;
    }

    private static Transfer last(Operation operation, List<Transfer> transfers, long start, long length, long place) {
        Transfer covering = null;
        for (Transfer each : transfers) {
            if (each.operation() == operation && each.is(start, length)) {
                return each;
            }
            if (covering == null && each.operation() == operation && each.covers(place)) {
                covering = each;
            }
        }
        return covering;
    }
}

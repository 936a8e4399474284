package io.pageconsistency.verdict;

import java.util.ArrayList;
import java.util.List;

import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.PastTransfer;

/**
 * The parties to a finding, chosen from the transfers on record that overlap the memory.
 *
 * <p>Memory is reused in parts: after a run was given back, some of its pages may have a new holder, and others may have belonged
 * to another hand-out before. So the party to name is the last one whose transfer covered the page at fault, and rather the present
 * holder of a part of the memory than a former one.
 *
 * @param allocatedBy who holds the memory or a part of it, or else who got it last; null if not on record
 * @param freedBy who gave it back last; null if not on record
 * @param earlier earlier transfers of the memory, the latest first
 */
record Involved(Party allocatedBy, Party freedBy, List<PastTransfer> earlier) {
    private static final int EARLIER_HAND_OUTS = 1;
    private static final int EARLIER_TAKE_BACKS = 2;

    /**
     * A transfer on record.
     *
     * @param order ascending in time
     * @param start an address, or a position in a region without an address
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
     * Chooses the parties.
     *
     * @param transfers all transfers that overlap the memory, the latest first
     * @param start where the memory of the operation begins
     * @param length the length of that memory
     * @param place the place in it at which something was wrong
     */
    static Involved of(List<Transfer> transfers, long start, long length, long place) {
        Transfer got = holder(transfers, place);
        if (got == null) {
            got = last(Operation.HAND_OUT, transfers, start, length, place);
        }
        // A take-back of exactly the same memory is the first of two frees, even if parts of the memory were reused in between.
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

    /** The hand-out that was not taken back: the one that covers the place, or else one of another part. */
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

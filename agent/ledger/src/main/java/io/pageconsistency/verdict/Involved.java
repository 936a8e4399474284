package io.pageconsistency.verdict;

import java.util.ArrayList;
import java.util.List;

import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.PastCrossing;

/**
 * Who had to do with some memory about which something was found: chosen from the crossings on record that touch it.
 *
 * <p>Memory moves on in parts. Of a run that was given back, the first pages may have a new holder, and others may have had one
 * before the run began. So who is named is not whoever is on record for the page at fault, but the last one whose crossing covered
 * it; and he who has a part of the memory now, rather than anybody who had it.
 *
 * @param allocatedBy who has the memory, or a part of it, or else got it last; null where that is not on record
 * @param freedBy who gave it back last; null where that is not on record
 * @param earlier who else had it, the latest first
 */
record Involved(Party allocatedBy, Party freedBy, List<PastCrossing> earlier) {
    private static final int EARLIER_HAND_OUTS = 1;
    private static final int EARLIER_TAKE_BACKS = 2;

    /**
     * A crossing on record.
     *
     * @param order greater for those that came later
     * @param start an address, or in a region without one a position in it
     */
    record Crossing(Operation operation, long order, long start, long length, Party party) {
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
     * @param crossings all that overlap the memory, the latest first
     * @param start where the memory of the operation begins
     * @param length how long that is
     * @param place where in it something was wrong
     */
    static Involved of(List<Crossing> crossings, long start, long length, long place) {
        Crossing got = holder(crossings, place);
        if (got == null) {
            got = last(Operation.HAND_OUT, crossings, start, length, place);
        }
        // The same memory given back is the first of two frees, whatever became of parts of it in between.
        Crossing gave = last(Operation.TAKE_BACK, crossings, start, length, place);
        List<PastCrossing> earlier = new ArrayList<>();
        int handOuts = 0;
        int takeBacks = 0;
        for (Crossing each : crossings) {
            if (each != got && each != gave && each.covers(place)
                    && (each.operation() == Operation.HAND_OUT ? handOuts++ < EARLIER_HAND_OUTS : takeBacks++ < EARLIER_TAKE_BACKS)) {
                earlier.add(new PastCrossing(each.operation(), each.party()));
            }
        }
        return new Involved(got == null ? null : got.party(), gave == null ? null : gave.party(), earlier);
    }

    /** The hand-out that has not come back: that of the place, or else that of another part. */
    private static Crossing holder(List<Crossing> crossings, long place) {
        Crossing found = null;
        for (Crossing each : crossings) {
            if (each.operation() == Operation.HAND_OUT && !cameBack(crossings, each)) {
                if (each.covers(place)) {
                    return each;
                }
                found = found == null ? each : found;
            }
        }
        return found;
    }

    private static boolean cameBack(List<Crossing> crossings, Crossing handOut) {
        for (Crossing each : crossings) {
            if (each.order() < handOut.order()) {
                return false;
            }
            if (each.operation() == Operation.TAKE_BACK && each.overlaps(handOut.start(), handOut.length())) {
                return true;
            }
        }
        return false;
    }

    private static Crossing last(Operation operation, List<Crossing> crossings, long start, long length, long place) {
        Crossing covering = null;
        for (Crossing each : crossings) {
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

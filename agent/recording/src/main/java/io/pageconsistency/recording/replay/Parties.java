package io.pageconsistency.recording.replay;

import java.util.HashMap;
import java.util.Map;

/** The parties that last had each piece of memory. */
final class Parties {
    /**
     * The beginning of a piece of memory.
     *
     * @param region 0 if {@code start} is an address
     */
    record Place(long region, long start, int slot) {
    }

    private record Last(Party allocatedBy, Party freedBy) {
        private static final Last NOBODY = new Last(null, null);
    }

    private final Map<Place, Last> parties = new HashMap<>();
    private Last before = Last.NOBODY;

    void allocated(Place place, Party party) {
        before = parties.getOrDefault(place, Last.NOBODY);
        parties.put(place, new Last(party, before.freedBy));
    }

    void freed(Place place, Party party) {
        before = parties.getOrDefault(place, Last.NOBODY);
        parties.put(place, new Last(before.allocatedBy, party));
    }

    /** The memory of the next operation has had no earlier party. */
    void nobody() {
        before = Last.NOBODY;
    }

    Party allocatedBy() {
        return before.allocatedBy;
    }

    Party freedBy() {
        return before.freedBy;
    }
}

package io.pageconsistency.verdict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.pageconsistency.region.Region;

/**
 * Memory that a pool has claimed, but that is not held. If it is in no cache either, it is lost.
 *
 * @param pieces the number of runs and slots
 * @param first the unit at the lowest place; null if there is none
 */
public record Lost(int pieces, long bytes, Unit first) {
    /** All such memory of a region. */
    public static Lost in(Region region) {
        List<Unit> all = new ArrayList<>();
        Units.of(region).forEach(units -> units.forEachIdle(all::add));
        return new Lost(all.size(), all.stream().mapToLong(unit -> unit.end() - unit.start()).sum(),
                all.stream().min(Comparator.comparingLong(Unit::start)).orElse(null));
    }

    @Override
    public String toString() {
        return bytes + " bytes in " + pieces + (pieces == 1 ? " piece" : " pieces");
    }
}

package io.pageconsistency.verdict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.pageconsistency.region.Region;

/**
 * What a pool has claimed of a region and nobody holds: where nothing can keep it in stock either, it is lost.
 *
 * @param pieces how many runs and slots
 * @param first the one at the lowest place; null for none
 */
public record Lost(int pieces, long bytes, Unit first) {
    /** All of it in a region. */
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

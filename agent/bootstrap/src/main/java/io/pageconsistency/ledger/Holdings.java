package io.pageconsistency.ledger;

import java.util.ArrayList;
import java.util.List;

import io.pageconsistency.Holding;
import io.pageconsistency.region.Region;
import io.pageconsistency.verdict.Units;

/** Lists what is held, hand-out by hand-out; for the cold path. */
public final class Holdings {
    private Holdings() {
    }

    /** All that is held in open regions, in no particular order; exact while no memory is transferred. */
    public static List<Holding> all(Ledger ledger) {
        List<Holding> all = new ArrayList<>();
        for (Region region : ledger.regions()) {
            addAll(all, ledger, region);
        }
        return all;
    }

    /** All that is held in one region. */
    public static List<Holding> in(Ledger ledger, Region region) {
        List<Holding> all = new ArrayList<>();
        addAll(all, ledger, region);
        return all;
    }

    private static void addAll(List<Holding> all, Ledger ledger, Region region) {
        Units.of(region).forEach(units -> units.forEachHeld(unit -> all.add(new Holding(region.id(), region.allocator(),
                region.terms().shown(unit.extent()), ledger.parties().lastHandOut(region, unit.start())))));
    }
}

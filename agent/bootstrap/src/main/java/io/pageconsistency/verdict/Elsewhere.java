package io.pageconsistency.verdict;

import java.util.List;

import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.bitmap.Finding;
import io.pageconsistency.region.Region;

/** Finds that what comes back to one pool belongs to another. For the cold path; thread-safe. */
public final class Elsewhere {
    private final Iterable<Region> regions;
    private final Parties parties;

    Elsewhere(Iterable<Region> regions, Parties parties) {
        this.regions = regions;
        this.parties = parties;
    }

    /** The same finding, with who holds in another region what begins at the address of what is no hand-out in its own. */
    public Objection look(Objection objection) {
        Unit unit = objection.unit;
        boolean stranger = objection.operation == Operation.TAKE_BACK && objection.finding.kind() == ViolationKind.INVALID_FREE
                && unit.region().address() != 0;
        Unit held = stranger ? heldAt(unit.start(), unit.region()) : null;
        return held == null ? objection : objection.saying(inUse(objection.finding, held.region()))
                .involving(() -> new Involved(parties.lastHandOut(held.region(), held.start()), null,
                        parties.earlierAt(held.start(), held.region())));
    }

    /** Of several that with the smallest pages, or null. */
    private Unit heldAt(long address, Region other) {
        Unit found = null;
        for (Region region : regions) {
            if (region != other && region.address() != 0
                    && Long.compareUnsigned(address - region.address(), region.size()) < 0 && (found == null || region.pageSize() < found.region().pageSize())) {
                Unit held = Units.heldAt(region, address);
                found = held == null ? found : held;
            }
        }
        return found;
    }

    private static String inUse(Finding finding, Region holder) {
        return finding.text() + (finding == Finding.NEVER_ALLOCATED ? " by this pool" : "") + "; it is in use from "
                + holder.allocator() + ", " + holder;
    }

    /** That a pool is given what it never gave out, and another one did, which is known to have that held. */
    public Objection foreign(Unit unit, Unit held) {
        Party party = parties.lastHandOut(held.region(), held.start());
        return Objection.of(Finding.NEVER_ALLOCATED, Operation.TAKE_BACK, unit)
                .saying(inUse(Finding.NEVER_ALLOCATED, held.region()))
                .involving(() -> new Involved(party, null, List.of()));
    }
}

package io.pageconsistency.verdict;

import java.util.List;

import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.bitmap.Finding;
import io.pageconsistency.region.Region;

/** Finds out that memory given back to one pool belongs to another pool. For the cold path; thread-safe. */
public final class ForeignMemory {
    private final Iterable<Region> regions;
    private final Parties parties;

    ForeignMemory(Iterable<Region> regions, Parties parties) {
        this.regions = regions;
        this.parties = parties;
    }

    /** If another region has a hand-out that begins at the same address, adds its holder to the finding. */
    public Objection withHolder(Objection objection) {
        Unit unit = objection.unit;
        boolean stranger = objection.operation == Operation.TAKE_BACK && objection.finding.kind() == ViolationKind.INVALID_FREE
                && unit.region().address() != 0;
        Unit held = stranger ? heldAt(unit.start(), unit.region()) : null;
        return held == null ? objection : objection.withExplanation(inUse(objection.finding, held.region()))
                .withInvolved(() -> new Involved(parties.lastHandOut(held.region(), held.start()), null,
                        parties.earlierAt(held.start(), held.region())));
    }

    /** The hand-out at an address in another region; if several, that of the region with the smallest pages; or null. */
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

    /** The finding that a pool is given memory that it never handed out, but another pool did, where it is still held. */
    public Objection foreign(Unit unit, Unit held) {
        Party party = parties.lastHandOut(held.region(), held.start());
        return Objection.of(Finding.NEVER_ALLOCATED, Operation.TAKE_BACK, unit)
                .withExplanation(inUse(Finding.NEVER_ALLOCATED, held.region()))
                .withInvolved(() -> new Involved(party, null, List.of()));
    }
}

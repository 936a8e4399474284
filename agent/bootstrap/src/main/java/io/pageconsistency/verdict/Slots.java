package io.pageconsistency.verdict;

import java.util.function.Consumer;

import io.pageconsistency.Operation;
import io.pageconsistency.bitmap.SlotMap;
import io.pageconsistency.region.Region;
import io.pageconsistency.region.Residue;

/**
 * The slots of a run.
 *
 * @param page the first page of the run
 */
public record Slots(Region region, long page, SlotMap map) implements Units {
    /** The state of a slot, as state bits of {@link Residue}. */
    static int stateOf(SlotMap map, int slot) {
        return (map.isReserved(slot) ? Residue.CLAIMED : 0) | (map.isHeld(slot) ? Residue.HELD : 0);
    }

    private Slot slot(int slot) {
        return new Slot(region, page, map, slot);
    }

    @Override
    public void forEachHeld(Consumer<Unit> action) {
        for (int slot = 0; slot < map.slots(); slot++) {
            if (map.isHeld(slot)) {
                action.accept(slot(slot));
            }
        }
    }

    @Override
    public void forEachIdle(Consumer<Unit> action) {
        for (int slot = 0; slot < map.slots(); slot++) {
            if (map.isReserved(slot) && !map.isHeld(slot)) {
                action.accept(slot(slot));
            }
        }
    }

    @Override
    public Unit firstHeld() {
        int slot = map.firstHeld();
        return slot < 0 ? null : slot(slot);
    }

    /** The index of the slot that contains a place; below 0 or beyond the last slot if the place is outside the run. */
    private long slotAt(long place) {
        return Math.floorDiv(place - region.placeOf(page), map.slotSize());
    }

    @Override
    public Unit heldAt(long place) {
        long slot = slotAt(place);
        return slot >= 0 && slot < map.slots() && map.isHeld((int) slot) && slot((int) slot).start() == place ? slot((int) slot) : null;
    }

    @Override
    public Unit heldIn(long from, long to) {
        long last = Math.min(map.slots() - 1L, slotAt(to - 1));
        for (long slot = Math.max(0, slotAt(from)); slot <= last; slot++) {
            if (map.isHeld((int) slot)) {
                return slot((int) slot);
            }
        }
        return null;
    }

    @Override
    public void mark(long place, boolean onRecord) {
        long slot = slotAt(place);
        if (slot >= 0 && slot < map.slots() && slot((int) slot).start() == place) {
            map.mark(slot, onRecord);
        }
    }

    /** The aftermath of freeing the run while slots are claimed. */
    Aftermath aftermathOfEnd() {
        Aftermath aftermath = new Aftermath(Operation.CLOSE, region, true);
        for (int slot = 0; slot < map.slots(); slot++) {
            aftermath.add(slot(slot).start(), slot(slot).end(), stateOf(map, slot));
        }
        return aftermath;
    }
}

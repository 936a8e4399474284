package io.pageconsistency.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.pageconsistency.bitmap.ByteExtents;
import io.pageconsistency.bitmap.SlotMap;
import io.pageconsistency.region.Region;

/**
 * One kind of record in a region: its pages, the slots of one of its runs, or its byte extents. For the cold path; exact while no
 * operation runs.
 */
public sealed interface Units permits Pages, Slots, Bytes {
    /** All records of a region; runs that are cut or uncut meanwhile may be included or not. */
    static List<Units> of(Region region) {
        List<Units> all = new ArrayList<>();
        all.add(new Pages(region));
        for (int page = region.nextSlots(0); page >= 0; page = region.nextSlots(page + 1)) {
            SlotMap map = region.slotsAt(page);
            if (map != null) {
                all.add(new Slots(region, page, map));
            }
        }
        ByteExtents extents = region.bytes();
        if (extents != null) {
            all.add(new Bytes(region, extents));
        }
        return all;
    }

    /** The hand-out that contains a place; if several do, the one of the smallest kind; null if none. */
    static Unit heldAround(Region region, long place) {
        Unit found = null;
        for (Units units : of(region)) {
            Unit held = units.heldIn(place, place + 1);
            found = held != null ? held : found;
        }
        return found;
    }

    /** The hand-out that begins at a place; null if none. */
    static Unit heldAt(Region region, long place) {
        Unit found = null;
        for (Units units : of(region)) {
            Unit held = units.heldAt(place);
            found = held != null ? held : found;
        }
        return found;
    }

    /** The hand-out at the lowest place; null if nothing is held. */
    static Unit firstHeld(Region region) {
        Unit first = null;
        for (Units units : of(region)) {
            Unit held = units.firstHeld();
            first = first == null || held != null && held.start() < first.start() ? held : first;
        }
        return first;
    }

    /** Sets the mark of all cells of units that begin at a place. */
    static void mark(Region region, long place, boolean onRecord) {
        for (Units units : of(region)) {
            units.mark(place, onRecord);
        }
    }

    /** Calls the action with each held hand-out. */
    void forEachHeld(Consumer<Unit> action);

    /**
     * Calls the action with each unit that is claimed and not held. Of a run that is cut into slots, only claimed slots count,
     * because a pool may keep a run without any.
     */
    void forEachIdle(Consumer<Unit> action);

    /** The hand-out at the lowest place, or null. */
    Unit firstHeld();

    /** The hand-out that begins at a place, or null. */
    Unit heldAt(long place);

    /** A hand-out that overlaps a range, or null. */
    Unit heldIn(long from, long to);

    /** Sets the mark of the unit that begins at a place; does nothing if there is none. */
    void mark(long place, boolean onRecord);
}

package io.pageconsistency.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.pageconsistency.bitmap.ByteExtents;
import io.pageconsistency.bitmap.SlotMap;
import io.pageconsistency.region.Region;

/**
 * The units of a region of which the record is one: its pages, the slots of one of its runs, or its bytes. For the cold path; what
 * is counted is exact at rest.
 */
public sealed interface Units permits Pages, Slots, Bytes {
    /** Those of a region of all kinds; runs that are cut or uncut meanwhile may be among them or not. */
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

    /** The hand-out that has a place, of whatever kind; where several do, the smallest kind. Null for none. */
    static Unit heldAround(Region region, long place) {
        Unit found = null;
        for (Units units : of(region)) {
            Unit held = units.heldIn(place, place + 1);
            found = held != null ? held : found;
        }
        return found;
    }

    /** The hand-out that begins at a place; null for none. */
    static Unit heldAt(Region region, long place) {
        Unit found = null;
        for (Units units : of(region)) {
            Unit held = units.heldAt(place);
            found = held != null ? held : found;
        }
        return found;
    }

    /** The hand-out at the lowest place, or null when nothing is held. */
    static Unit firstHeld(Region region) {
        Unit first = null;
        for (Units units : of(region)) {
            Unit held = units.firstHeld();
            first = first == null || held != null && held.start() < first.start() ? held : first;
        }
        return first;
    }

    /** Says whether an earlier party may be on record for what begins at a place, in all cells of what begins there. */
    static void mark(Region region, long place, boolean onRecord) {
        for (Units units : of(region)) {
            units.mark(place, onRecord);
        }
    }

    /** Shows each hand-out that is held. */
    void forEachHeld(Consumer<Unit> action);

    /**
     * Shows what the pool has claimed and nobody holds. Of a run cut into slots that is only slots that are claimed; pools may keep
     * a run in which none is.
     */
    void forEachIdle(Consumer<Unit> action);

    /** The one at the lowest place, or null. */
    Unit firstHeld();

    /** The hand-out that begins at a place, or null. */
    Unit heldAt(long place);

    /** A hand-out that overlaps a range, or null. */
    Unit heldIn(long from, long to);

    /** Says whether an earlier party may be on record for what begins at a place; nothing happens where none of these does. */
    void mark(long place, boolean onRecord);
}

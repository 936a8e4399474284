package io.pageconsistency.verdict;

import java.util.function.Consumer;

import io.pageconsistency.bitmap.ByteExtents;
import io.pageconsistency.region.Region;

/** The byte extents of a region. */
public record Bytes(Region region, ByteExtents record) implements Units {
    /** Checks a recorded hand-out of pages or of a slot against the byte extents; returns the objection, or null. */
    public static Objection beside(Unit unit) {
        ByteExtents record = unit.region().bytes();
        Unit held = record == null ? null
                : new Bytes(unit.region(), record).heldIn(unit.start(), unit.start() + unit.extent().length());
        return held == null ? null : Objection.toHandOut(unit, held);
    }

    private ByteExtent at(long start) {
        return new ByteExtent(region, start, record.lengthAt(start));
    }

    @Override
    public void forEachHeld(Consumer<Unit> action) {
        record.forEach((start, length) -> action.accept(new ByteExtent(region, start, length)));
    }

    @Override
    public void forEachIdle(Consumer<Unit> action) {
        // Bytes are not claimed separately from their pages.
    }

    @Override
    public Unit firstHeld() {
        long first = record.first();
        return first == -1 ? null : new ByteExtent(region, first, record.extentAt(first));
    }

    @Override
    public Unit heldAt(long place) {
        return record.lengthAt(place) == -1 ? null : at(place);
    }

    @Override
    public Unit heldIn(long from, long to) {
        long other = record.overlapping(from, to, -1);
        return other == -1 ? null : at(other);
    }

    @Override
    public void mark(long place, boolean onRecord) {
        // Byte extents have no cells, so their operations look into the table each time.
    }
}

package io.pageconsistency.freed;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

import io.pageconsistency.Operation;
import io.pageconsistency.bitmap.ByteExtents;
import io.pageconsistency.region.Region;
import io.pageconsistency.verdict.ByteExtent;
import io.pageconsistency.verdict.Parties;
import io.pageconsistency.verdict.Slot;
import io.pageconsistency.verdict.Unit;

/**
 * The guarded memory of one region. Makes sure that a claim or a hand-out of guarded memory takes the slow path, which removes the
 * guard.
 *
 * <p>For that purpose the cells of guarded pages and slots carry the mark, which sends operations to the slow path. A page keeps
 * the mark until none of its memory is guarded. When a run is no longer cut into slots, its pages take over the marks. Byte extents
 * have no cells; for them a flag of the whole region serves as the mark. The code that records earlier parties changes marks, too,
 * but only those of memory that it hands out or takes back, which is not guarded. After a fault it may change the marks of other
 * memory; but then all operations of the region take the slow path anyway.
 *
 * <p>This object's monitor is the last in the lock order: no code under it waits for another lock.
 */
final class GuardedExtents {
    /** @param unit the unit that was taken back; its cell has the mark */
    private record Entry(Guarded guarded, Unit unit) {
    }

    private final Region region;
    private final Parties parties;
    /** By their starts; they do not overlap. */
    private final NavigableMap<Long, Entry> extents = new TreeMap<>();
    private boolean ended;

    GuardedExtents(Region region, Parties parties) {
        this.region = region;
        this.parties = parties;
    }

    /** Offers free memory to all guards in their order; each gets what the guards before it left. */
    synchronized void offer(FreedMemory all, Unit unit, Operation operation, long from, long end) {
        if (ended || !region.isOpen()) {
            return;
        }
        if (operation == Operation.TAKE_BACK) {
            // The memory was in use, so a guard can be left here only if the agent did not see the hand-out.
            open(from, end, Guarded.Why.DROPPED, null);
        }
        // Reads the guards under the lock: clear() first removes the guards, then drops all entries under this lock.
        for (Guard guard : all.guards()) {
            for (long at = from; at < end;) {
                Map.Entry<Long, Entry> next = extents.ceilingEntry(at);
                Map.Entry<Long, Entry> before = extents.floorEntry(at);
                long gap = next == null ? end : Math.min(end, next.getKey());
                if (before != null && before.getValue().guarded.end() > at) {
                    at = before.getValue().guarded.end();
                } else {
                    offer(guard, unit, operation, at, gap);
                    at = gap;
                }
            }
        }
        flagBytes();
    }

    private void offer(Guard guard, Unit unit, Operation operation, long from, long end) {
        Guarded guarded = guard.guard(unit, operation, from, end);
        if (guarded != null) {
            add(guarded, unit);
        }
    }

    private void add(Guarded guarded, Unit unit) {
        extents.put(guarded.from(), new Entry(guarded, unit));
        if (unit instanceof Slot slot) {
            slot.map().mark(slot.slot(), true);
        } else if (!(unit instanceof ByteExtent)) {
            markPages(guarded);
        }
    }

    /**
     * Ends the guards in a range.
     *
     * @param told receives the actions to run after the lock is released; null to skip them
     */
    synchronized void open(long from, long end, Guarded.Why why, List<Runnable> told) {
        for (Map.Entry<Long, Entry> at = extents.lowerEntry(end); at != null && at.getValue().guarded.overlaps(from, end);
                at = extents.lowerEntry(end)) {
            Entry entry = at.getValue();
            Guarded guarded = entry.guarded;
            extents.remove(at.getKey());
            Runnable after = guarded.open(Math.max(from, guarded.from()), Math.min(end, guarded.end()), why);
            if (after != null && told != null) {
                told.add(after);
            }
            keep(guarded, guarded.from(), from, entry.unit);
            keep(guarded, end, guarded.end(), entry.unit);
            unmark(entry, Math.max(from, guarded.from()), Math.min(end, guarded.end()));
        }
        flagBytes();
    }

    /** Keeps the guard of the part that was not opened. */
    private void keep(Guarded guarded, long from, long end, Unit unit) {
        Guarded rest = from < end ? guarded.rest(from, end) : null;
        if (rest != null) {
            extents.put(rest.from(), new Entry(rest, unit));
            if (!(unit instanceof ByteExtent)) {
                markPages(rest);
            }
        }
    }

    /** Ends all guards of the region, and accepts no new ones. */
    synchronized void end(Guarded.Why why, List<Runnable> told) {
        ended = true;
        open(Long.MIN_VALUE, Long.MAX_VALUE, why, told);
    }

    /** Ends all guards of the region, without checks. */
    synchronized void drop() {
        open(Long.MIN_VALUE, Long.MAX_VALUE, Guarded.Why.DROPPED, null);
    }

    /** A run is no longer cut into slots: its pages take over the marks. */
    synchronized void uncut(long from, long end) {
        // Visits only the entries in this range: the region may have thousands, and slots come back one by one.
        Long first = extents.floorKey(from);
        for (Entry entry : extents.subMap(first == null ? from : first, true, end, false).values()) {
            if (entry.guarded.overlaps(from, end)) {
                markPages(entry.guarded);
            }
        }
    }

    private boolean isGuarded(long from, long end) {
        Map.Entry<Long, Entry> last = extents.lowerEntry(end);
        return last != null && last.getValue().guarded.overlaps(from, end);
    }

    synchronized boolean guards(long from, long end) {
        return isGuarded(from, end);
    }

    /** The starts of all guarded pieces. */
    synchronized List<Long> all() {
        return new ArrayList<>(extents.keySet());
    }

    /** Checks the guarded piece that begins at a place. */
    synchronized Runnable check(long from) {
        Entry entry = extents.get(from);
        return entry == null ? null : entry.guarded.check();
    }

    private void markPages(Guarded guarded) {
        for (long page = region.pageAt(guarded.from()); page <= region.pageAt(guarded.end() - 1); page++) {
            region.pages.mark(page, true);
        }
    }

    private void unmark(Entry entry, long from, long end) {
        if (entry.unit instanceof Slot slot) {
            slot.map().mark(slot.slot(), parties.isOnRecord(region, slot.start()));
        }
        for (long page = region.pageAt(from); page <= region.pageAt(end - 1); page++) {
            long place = region.placeOf(page);
            if (!isGuarded(place, place + region.pageSize()) && !parties.isOnRecord(region, place)) {
                region.pages.mark(page, false);
            }
        }
    }

    private void flagBytes() {
        ByteExtents bytes = region.bytes();
        if (bytes != null) {
            bytes.guarded(!extents.isEmpty());
        }
    }
}

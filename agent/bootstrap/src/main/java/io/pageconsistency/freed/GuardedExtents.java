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
 * The guarded memory of one region, and that whoever claims it or hands it out comes by here.
 *
 * <p>For that the cell of each page, or slot, that somebody could claim carries the mark that sends operations to the careful path.
 * Pages keep it until no memory of theirs is guarded. Runs that are not cut into slots any more pass it on to their pages. What is
 * handed out byte by byte has no cells: there it is a flag of all of the region. Who notes an earlier party, or its absence, changes the mark of what
 * he has, which is not guarded; and where a fault has him note it of other memory, all operations of the region are on the careful path.
 *
 * <p>Its monitor comes after all others: nothing that is called under it waits for anybody.
 */
final class GuardedExtents {
    /** @param unit which was taken back; its cell has the mark */
    private record Entry(Guarded guarded, Unit unit) {
    }

    private final Region region;
    private final Parties parties;
    /** By their beginnings; none overlaps another. */
    private final NavigableMap<Long, Entry> extents = new TreeMap<>();
    private boolean ended;

    GuardedExtents(Region region, Parties parties) {
        this.region = region;
        this.parties = parties;
    }

    /** Offers memory that is free to all guards, as far as the ones before have left it. */
    synchronized void offer(FreedMemory all, Unit unit, Operation operation, long from, long end) {
        if (ended || !region.isOpen()) {
            return;
        }
        if (operation == Operation.TAKE_BACK) {
            // It was in use, so nothing is left there unless its being handed out was not seen.
            open(from, end, Guarded.Why.DROPPED, null);
        }
        // Asked for here: who has no guards any more drops all that there is under the same lock.
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
     * Guards a range no longer.
     *
     * @param told where what is to be done afterwards is added; null where nothing is to be done
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

    /** What is left of it is guarded on. */
    private void keep(Guarded guarded, long from, long end, Unit unit) {
        Guarded rest = from < end ? guarded.rest(from, end) : null;
        if (rest != null) {
            extents.put(rest.from(), new Entry(rest, unit));
            if (!(unit instanceof ByteExtent)) {
                markPages(rest);
            }
        }
    }

    /** The region is not guarded any more. */
    synchronized void end(Guarded.Why why, List<Runnable> told) {
        ended = true;
        open(Long.MIN_VALUE, Long.MAX_VALUE, why, told);
    }

    /** Guards nothing any more that a guard has taken. */
    synchronized void drop() {
        open(Long.MIN_VALUE, Long.MAX_VALUE, Guarded.Why.DROPPED, null);
    }

    /** Slots of a run are none any more: its pages carry the marks on. */
    synchronized void uncut(long from, long end) {
        // No more of them than there are: there may be thousands, and slots come back one by one.
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

    /** The beginnings of what is guarded now. */
    synchronized List<Long> all() {
        return new ArrayList<>(extents.keySet());
    }

    /** What is guarded from a place on looks whether all is well. */
    synchronized Runnable look(long from) {
        Entry entry = extents.get(from);
        return entry == null ? null : entry.guarded.look();
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

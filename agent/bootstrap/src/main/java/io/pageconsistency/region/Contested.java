package io.pageconsistency.region;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

import io.pageconsistency.Operation;
import io.pageconsistency.Violation;

/**
 * The units (pages or slots) about which an earlier fault may still have consequences, with the {@linkplain Residue residue} of
 * that fault.
 *
 * <p>Kept as at most {@value #MOST} ranges. If there are more, ranges with equal residues are merged together with the gap between
 * them, or else the oldest ranges are forgotten; later findings about those count as violations of their own.
 *
 * <p>Thread-safe. Exists only in regions that had a violation, so it may use a lock.
 */
public final class Contested {
    public static final int MOST = 1 << 12;

    /** @param end the place after the last unit */
    private record Range(long first, long end, Residue residue) {
    }

    private final TreeMap<Long, Range> ranges = new TreeMap<>();
    /** Bounds of all ranges whose residue a healthy operation may end; a hint that spares other operations the lock. */
    private volatile long listeningFrom = Long.MAX_VALUE;
    private volatile long listeningTo = Long.MIN_VALUE;

    /** The number of ranges. */
    public synchronized int size() {
        return ranges.size();
    }

    /**
     * The violation that explains a finding about all units of a range; the earliest if there are several.
     *
     * @param accounts whether a residue explains the finding
     * @return the sequence, or 0 if a unit has no residue, or one that does not explain it
     */
    public synchronized int cause(long first, long end, Predicate<Residue> accounts) {
        int cause = 0;
        for (long at = first; at < end;) {
            Range range = at(at);
            if (range == null || !accounts.test(range.residue)) {
                return 0;
            }
            cause = cause == 0 ? range.residue.cause() : Math.min(cause, range.residue.cause());
            at = range.end;
        }
        return cause;
    }

    /** The earliest violation with a matching residue in a range; or 0. */
    public synchronized int anyCause(long first, long end, Predicate<Residue> such) {
        return overlapping(first, end).stream().map(Range::residue).filter(such).mapToInt(Residue::cause).min().orElse(0);
    }

    /** The sum of a figure of the residues over all units of a range. */
    public synchronized long sum(long first, long end, ToLongFunction<Residue> what) {
        return overlapping(first, end).stream().mapToLong(range -> what.applyAsLong(range.residue)
                * (Math.min(end, range.end) - Math.max(first, range.first))).sum();
    }

    private Range at(long unit) {
        Map.Entry<Long, Range> below = ranges.floorEntry(unit);
        return below == null || below.getValue().end <= unit ? null : below.getValue();
    }

    private List<Range> overlapping(long first, long end) {
        Range before = at(first);
        return List.copyOf(ranges.subMap(before == null ? first : before.first, true, Math.max(first, end), false).values());
    }

    /** Changes the residue of each part of a range; a part without one has {@link Residue#none()}. */
    public synchronized void change(long first, long end, UnaryOperator<Residue> change) {
        for (long at = first; at < end;) {
            Range range = at(at);
            if (range == null) {
                Long next = ranges.higherKey(at);
                long to = next == null ? end : Math.min(next, end);
                put(at, to, change.apply(Residue.none()));
                at = to;
            } else {
                long to = Math.min(range.end, end);
                replace(range, at, to, change.apply(range.residue));
                at = to;
            }
        }
    }

    /** Changes the residue of each part of a range that has one. */
    private void changeLeft(long first, long end, UnaryOperator<Residue> change) {
        boolean any = false;
        for (Range range : overlapping(first, end)) {
            Residue changed = change.apply(range.residue);
            if (changed != range.residue) {
                replace(range, Math.max(first, range.first), Math.min(end, range.end), changed);
                any = true;
            }
        }
        if (any) {
            listen();
        }
    }

    private void replace(Range range, long from, long to, Residue residue) {
        ranges.remove(range.first);
        if (range.first < from) {
            ranges.put(range.first, new Range(range.first, from, range.residue));
        }
        if (to < range.end) {
            ranges.put(to, new Range(to, range.end, range.residue));
        }
        put(from, to, residue);
    }

    private void put(long from, long end, Residue residue) {
        Residue left = residue.orNull();
        if (left == null) {
            return;
        }
        long first = from;
        Map.Entry<Long, Range> below = ranges.lowerEntry(from);
        if (below != null && below.getValue().residue.equals(left)
                && (below.getValue().end == from || ranges.size() >= MOST)) {
            first = below.getKey();
        } else if (ranges.size() >= MOST) {
            forgetOldest();
        }
        ranges.put(first, new Range(first, end, left));
        if (left.listens()) {
            listeningFrom = Math.min(listeningFrom, first);
            listeningTo = Math.max(listeningTo, end);
        }
    }

    private void forgetOldest() {
        ranges.values().stream().sorted(Comparator.comparingInt(range -> range.residue.cause())).limit(MOST / 4)
                .toList().forEach(range -> ranges.remove(range.first));
    }

    private void listen() {
        long from = Long.MAX_VALUE;
        long to = Long.MIN_VALUE;
        for (Range range : ranges.values()) {
            if (range.residue.listens()) {
                from = Math.min(from, range.first);
                to = range.end;
            }
        }
        listeningFrom = from;
        listeningTo = to;
    }

    /**
     * A healthy operation, which may end residues in its range.
     *
     * @param findings the number of findings of the region before the operation: it does not end the residues of later ones
     */
    public void healthy(Operation operation, long first, long end, int findings) {
        if (first < listeningTo && end > listeningFrom) {
            settle(operation, first, end, findings);
        }
    }

    private synchronized void settle(Operation operation, long first, long end, int findings) {
        changeLeft(first, end, left -> left.listens() && left.last().number() <= findings ? left.afterHealthy(operation) : left);
    }

    /** The run that contains these units was claimed afresh, so their residues change, too. */
    public synchronized void renewed(long first, long end) {
        changeLeft(first, end, Residue::renewed);
    }

    /** Removes the residues of a range. */
    public synchronized void drop(long first, long end) {
        changeLeft(first, end, left -> Residue.none());
    }

    /** Attaches a violation to the residues of a range. The next transfer of one of the units is refused for it. */
    public synchronized void carry(long first, long end, Violation violation) {
        changeLeft(first, end, left -> left.carrying(violation));
    }

    /**
     * Removes and returns the violation that a range carries, or null.
     *
     * @param stays whether the pool has done its part of the operation that is refused, so that the range will never be given back
     */
    public synchronized Violation takeCarried(long first, long end, boolean stays) {
        Violation carried = overlapping(first, end).stream().map(range -> range.residue.carried())
                .filter(each -> each != null).findFirst().orElse(null);
        if (carried != null) {
            changeLeft(Long.MIN_VALUE, Long.MAX_VALUE, left -> left.carried() == carried ? left.carrying(null) : left);
            if (stays) {
                changeLeft(first, end, Residue::asRest);
            }
        }
        return carried;
    }
}

package io.pageconsistency.recording.pages;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The states of all pages over time: each moment has the changes since the moment before.
 *
 * <p>The size is bounded. If there are too many moments or changes, adjacent moments are merged in pairs. Of several changes of a
 * page within one moment only the last is kept. So the first and the last moment are always exact. Not thread-safe.
 */
public final class PageFilm {
    static final int MOST_MOMENTS = 1200;
    static final int MOST_CHANGES = 120_000;
    /** Pages beyond this number, counted over all regions, are not shown. */
    static final int MOST_CELLS = 1 << 19;
    static final int MOST_HOLDERS = 4096;

    /** All changes since the moment before. */
    public static final class Moment {
        private long time;
        private List<PageChange> changes = new ArrayList<>();
        private int settled;

        /** The time of the last change, in milliseconds of the epoch. */
        public long time() {
            return time;
        }

        /** The changes in order. */
        public List<PageChange> changes() {
            return changes;
        }
    }

    private final List<Moment> moments = new ArrayList<>();
    private final Map<PageHolder, Integer> holders = new LinkedHashMap<>();
    private final Map<Integer, Integer> cells = new HashMap<>();
    private long allCells;
    private int perMoment = 1;
    private int inMoment;
    private long closedChanges;
    private long operations;
    private boolean incomplete;

    /** The number of a holder; -1 if there are too many holders. */
    int holder(PageHolder holder) {
        Integer known = holders.get(holder);
        if (known != null) {
            return known;
        }
        if (holders.size() == MOST_HOLDERS) {
            return -1;
        }
        holders.put(holder, holders.size());
        return holders.size() - 1;
    }

    /** Whether the first pages of a region, up to this number, are shown. */
    boolean shows(int region, int pages) {
        int known = cells.getOrDefault(region, 0);
        if (pages > known) {
            if (allCells + pages - known > MOST_CELLS) {
                incomplete = true;
                return false;
            }
            allCells += pages - known;
            cells.put(region, pages);
        }
        return true;
    }

    /** Adds one operation of a pool. */
    void operation(long time, PageChange change) {
        operations++;
        if (moments.isEmpty() || inMoment >= perMoment) {
            begin(time);
        }
        inMoment++;
        add(time, change);
    }

    /** Begins a separate moment, for an event that describes many pages at once. */
    void begin(long time) {
        close();
        if (moments.size() >= MOST_MOMENTS || closedChanges > MOST_CHANGES && moments.size() > 2) {
            halve();
        }
        Moment moment = new Moment();
        moment.time = time;
        moments.add(moment);
        inMoment = 0;
    }

    /** Adds a change to the present moment. */
    void add(long time, PageChange change) {
        Moment moment = moments.get(moments.size() - 1);
        moment.time = Math.max(moment.time, time);
        moment.changes.add(change);
        if (moment.changes.size() > 2 * moment.settled + 4096) {
            settle(moment);
        }
    }

    private void close() {
        if (!moments.isEmpty()) {
            Moment last = moments.get(moments.size() - 1);
            settle(last);
            closedChanges += last.changes.size();
        }
    }

    private void halve() {
        List<Moment> halved = new ArrayList<>();
        closedChanges = 0;
        for (int i = 0; i < moments.size(); i += 2) {
            Moment moment = moments.get(i);
            if (i + 1 < moments.size()) {
                moment.changes.addAll(moments.get(i + 1).changes);
                moment.time = moments.get(i + 1).time;
                settle(moment);
            }
            closedChanges += moment.changes.size();
            halved.add(moment);
        }
        moments.clear();
        moments.addAll(halved);
        perMoment *= 2;
    }

    /** Drops a change if a later one in the same moment replaces it. */
    private static void settle(Moment moment) {
        Map<Integer, BitSet> later = new HashMap<>();
        List<PageChange> kept = new ArrayList<>();
        for (int i = moment.changes.size() - 1; i >= 0; i--) {
            PageChange change = moment.changes.get(i);
            BitSet covered = later.computeIfAbsent(change.region(), any -> new BitSet());
            if (covered.nextClearBit(change.page()) < change.end()) {
                covered.set(change.page(), change.end());
                kept.add(change);
            }
        }
        java.util.Collections.reverse(kept);
        moment.changes = kept;
        moment.settled = kept.size();
    }

    public void end() {
        close();
        while (closedChanges > 2L * MOST_CHANGES && moments.size() > 2) {
            halve();
        }
    }

    /** The moments in order of time. */
    public List<Moment> moments() {
        return moments;
    }

    /** The holders, each at the index that is its number. */
    public List<PageHolder> holders() {
        return List.copyOf(holders.keySet());
    }

    /** The number of operations of pools that were read. */
    public long operations() {
        return operations;
    }

    /** Whether regions are left out because there were too many pages. */
    public boolean isIncomplete() {
        return incomplete;
    }
}

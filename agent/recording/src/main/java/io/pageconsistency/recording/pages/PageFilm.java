package io.pageconsistency.recording.pages;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The use of all pages over time: each moment has the changes since the moment before.
 *
 * <p>Bounded: if there are too many moments or changes, adjacent moments are merged in pairs, and of two changes of a page within
 * one moment only the last is kept. So the first and the last moment are always exact. Not thread-safe.
 */
public final class PageFilm {
    static final int MOST_MOMENTS = 1200;
    static final int MOST_CHANGES = 120_000;
    /** Of regions beyond, nothing is shown. */
    static final int MOST_CELLS = 1 << 19;
    static final int MOST_HOLDERS = 4096;

    /** A moment in the making. */
    public static final class Moment {
        private long time;
        private List<PageChange> changes = new ArrayList<>();
        private int settled;

        /** In milliseconds of the epoch: that of the last change. */
        public long time() {
            return time;
        }

        /** In their order. */
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

    /** The number of a holder, or -1 when there are too many. */
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

    /** Whether pages of a region, up to one of them, are shown. */
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

    /** One operation of a pool. */
    void operation(long time, PageChange change) {
        operations++;
        if (moments.isEmpty() || inMoment >= perMoment) {
            begin(time);
        }
        inMoment++;
        add(time, change);
    }

    /** Begins a moment of its own, for what is told of many pages together. */
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

    /** Adds to the present moment. */
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

    /** Leaves out what is changed again within the moment. */
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

    /** In order of time. */
    public List<Moment> moments() {
        return moments;
    }

    /** At the place that their number says. */
    public List<PageHolder> holders() {
        return List.copyOf(holders.keySet());
    }

    /** How many operations of pools were read. */
    public long operations() {
        return operations;
    }

    /** Whether there were so many pages that some regions are left out. */
    public boolean isIncomplete() {
        return incomplete;
    }
}

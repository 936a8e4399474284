package io.pageconsistency.pools;

import java.lang.ref.ReferenceQueue;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

import io.pageconsistency.region.IdentityTable;

/**
 * A pool that identifies its memory by places: addresses, positions or numbers. The range of places is divided into
 * {@linkplain AddressWindow windows}, which are created at the first hand-out there.
 *
 * <p>A hand-out that reaches over the end of a window is recorded in parts. Thread-safe. Creating a window takes a lock; finding
 * one does not.
 */
abstract class WindowedPool extends TrackedPool {
    private static final int CACHE = 64;
    /** How many windows may be added before a search for ended ones. */
    private static final int SWEEP = 64;
    /** The largest number of windows for one hand-out. A longer hand-out must be a mistake, and its record would fill the heap. */
    private static final int MOST_PARTS = 1 << 6;

    private final ConcurrentSkipListMap<Long, AddressWindow> windows = new ConcurrentSkipListMap<>();
    /**
     * The windows found last, by place. Plain reads and writes are enough: windows are safe to see through a race, and ended ones
     * are skipped.
     */
    private final AddressWindow[] cache = new AddressWindow[CACHE];
    /** The lengths of hand-outs that reach over the end of a window, by their start; almost always empty. */
    private final ConcurrentHashMap<Long, Long> spanning = new ConcurrentHashMap<>();
    /**
     * Whether there ever was such a hand-out. A separate flag, because a stack overflow inside {@code put} can leave the map's
     * count wrong.
     */
    private volatile boolean somethingSpans;
    /** The key of this pool among the {@link EndedWindows}. */
    private final Object key = new Object();
    /** Guarded by this. */
    private int sweepAbove = SWEEP;

    WindowedPool(PoolKind kind, Object pool, ReferenceQueue<Object> queue, TrackedPools trackedPools, boolean known) {
        super(kind, pool, queue, trackedPools, known);
    }

    /**
     * Creates a window.
     *
     * @param place the start of the memory that has no window
     * @param length the length of that memory
     * @param seen whether the agent has seen all transfers there
     * @param from the end of the window below, or the lowest place
     * @param to the start of the window above, or the highest place
     */
    abstract AddressWindow make(Object pool, long place, long length, boolean seen, long from, long to);

    /** Converts a length in bytes to a number of places. */
    abstract long length(long bytes);

    /** The logarithm of the number of places that share a cache entry. */
    abstract int cacheShift();

    private AddressWindow find(long place) {
        int index = (int) (place >>> cacheShift()) & CACHE - 1;
        AddressWindow window = cache[index];
        if (window != null && window.covers(place) && window.region().isOpen()) {
            return window;
        }
        Map.Entry<Long, AddressWindow> below = windows.floorEntry(place);
        if (below == null || !below.getValue().covers(place)) {
            return null;
        }
        cache[index] = below.getValue();
        return below.getValue();
    }

    /** The lock is a monitor for the reason given at {@link IdentityTable}. */
    private AddressWindow findOrMake(Object pool, long place, long length) {
        AddressWindow window = find(place);
        if (window != null && window.region().isOpen()) {
            return window;
        }
        synchronized (this) {
            window = find(place);
            boolean seen = isKnown();
            if (window != null && !window.region().isOpen()) {
                seen &= !window.region().isGivenUp();
                remove(window);
                window = null;
            }
            return window == null ? makeWindow(pool, place, length, seen) : window;
        }
    }

    /** The number of windows; may include some that have ended. */
    int windows() {
        return windows.size();
    }

    /** Moves ended windows to {@link EndedWindows}. */
    private void sweep() {
        for (AddressWindow window : windows.values()) {
            if (!window.region().isOpen()) {
                remove(window);
            }
        }
        sweepAbove = 2 * windows.size() + SWEEP;
    }

    private void remove(AddressWindow window) {
        if (windows.remove(window.low(), window)) {
            window.release();
            if (!window.region().isAbandoned()) {
                trackedPools.ended().add(key, window);
            }
        }
    }

    private AddressWindow makeWindow(Object pool, long place, long length, boolean seen) {
        Map.Entry<Long, AddressWindow> below = windows.lowerEntry(place);
        // Ended neighbours are removed first. Otherwise the new window would not cover its whole block.
        while (below != null && !below.getValue().region().isOpen()) {
            remove(below.getValue());
            below = windows.lowerEntry(place);
        }
        Map.Entry<Long, AddressWindow> above = windows.higherEntry(place);
        while (above != null && !above.getValue().region().isOpen()) {
            remove(above.getValue());
            above = windows.higherEntry(place);
        }
        AddressWindow window = make(pool, place, length, seen, below == null ? Long.MIN_VALUE : below.getValue().high(),
                above == null ? Long.MAX_VALUE : above.getKey());
        windows.put(window.low(), window);
        if (windows.size() > sweepAbove) {
            sweep();
        }
        return window;
    }

    @Override
    final void handedOut(Object pool, Object handle, Object holder, long where, long bytes) {
        if (bytes == 0) {
            return;
        }
        long length = length(bytes);
        AddressWindow window = findOrMake(pool, where, length);
        if (length <= window.high() - where) {
            window.handedOut(holder, where, length);
        } else {
            somethingSpans = true;
            spanning.put(where, length);
            long at = where;
            for (int part = 0; part < MOST_PARTS && at < where + length; part++) {
                window = findOrMake(pool, at, where + length - at);
                window.handedOut(holder, at, Math.min(where + length, window.high()) - at);
                at = window.high();
            }
        }
    }

    @Override
    final void takingBack(Object pool, Object handle, Object holder, long where, long bytes) {
        AddressWindow window = find(where);
        if (window == null || !window.region().isOpen()) {
            window = endedWindow(window, where);
        }
        if (window == null) {
            if (bytes == 0) {
                return;
            }
            window = findOrMake(pool, where, length(Math.max(1, bytes)));
        }
        long length = bytes < 0 ? -1 : length(bytes);
        Long spans = somethingSpans ? spanning.remove(where) : null;
        if (spans != null) {
            parts(pool, holder, where, length < 0 ? spans : length);
        } else {
            window.takingBack(holder, where, length);
        }
    }

    /**
     * The ended window that judges a take-back for which there is no open window.
     *
     * @param present a window that has ended, or null
     * @return null if nothing is known of the memory
     */
    private AddressWindow endedWindow(AddressWindow present, long where) {
        if (present != null && (!present.region().isGivenUp() || isKnown() && present.cameBack(where))) {
            return present;
        }
        // If not all transfers are seen, the memory may have been handed out again since.
        return isKnown() ? trackedPools.ended().find(key, where) : null;
    }

    @Override
    final boolean remembers(long where) {
        return trackedPools.ended().find(key, where) != null;
    }

    private void parts(Object pool, Object holder, long where, long length) {
        long at = where;
        for (int part = 0; part < MOST_PARTS && at < where + length; part++) {
            AddressWindow window = find(at);
            if (window == null) {
                return;
            }
            window.takingBack(holder, at, Math.min(where + length, window.high()) - at);
            at = window.high();
        }
    }

    @Override
    final void takeBackFailed(Object handle, long where, long bytes) {
        AddressWindow window = find(where);
        if (window != null) {
            window.takeBackFailed(where, bytes < 0 ? -1 : length(bytes));
        }
    }

    @Override
    final void unrecorded(Object handle, long where, long bytes) {
        // The record of a later window will have a gap, too.
        missed();
        long end = where + Math.max(1, length(bytes));
        AddressWindow window = find(where);
        if (bytes < 0 && window != null) {
            // The length of the take-back is not known either.
            window.abandon();
        }
        for (int part = 0; part < MOST_PARTS && window != null && where < end; part++) {
            window.unrecorded(where, Math.min(end, window.high()) - where);
            where = window.high();
            window = where < end ? find(where) : null;
        }
    }

    @Override
    final void abandon() {
        for (AddressWindow window : windows.values()) {
            window.abandon();
        }
    }

    @Override
    final Fit fits(Object handle, long where, long bytes) {
        AddressWindow window = find(where);
        return window == null ? Fit.NONE : window.fits(where, bytes < 0 ? -1 : length(bytes));
    }

    @Override
    final void reset() {
        spanning.clear();
        windows.values().forEach(AddressWindow::reset);
    }

    @Override
    final void closing() {
        int cause = 0;
        for (AddressWindow window : windows.values()) {
            cause = window.close(cause);
        }
    }

    @Override
    final void collected() {
        windows.values().forEach(AddressWindow::release);
        trackedPools.ended().forget(key);
    }
}

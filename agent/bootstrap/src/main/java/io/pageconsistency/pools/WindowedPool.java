package io.pageconsistency.pools;

import java.lang.ref.ReferenceQueue;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

import io.pageconsistency.region.IdentityTable;

/**
 * A pool that speaks of its memory by places on a line: addresses or numbers. The line is cut into {@linkplain AddressWindow windows},
 * made when something is first handed out there.
 *
 * <p>What reaches over the end of a window is recorded in parts. Thread-safe; making a window takes a lock, finding one does not.
 */
abstract class WindowedPool extends TrackedPool {
    private static final int CACHE = 64;
    /** So many windows more than those in use are no reason to look for some that have ended. */
    private static final int SWEEP = 64;
    /** One hand-out does not reach over more windows: its length must be a mistake, and its record would take the whole heap. */
    private static final int MOST_PARTS = 1 << 6;

    private final ConcurrentSkipListMap<Long, AddressWindow> windows = new ConcurrentSkipListMap<>();
    /** Windows found last, by place. Plain: windows are immutable, and those that have ended are not used from here. */
    private final AddressWindow[] cache = new AddressWindow[CACHE];
    /** The lengths of hand-outs that reach over the end of a window, by their places; almost always empty. */
    private final ConcurrentHashMap<Long, Long> spanning = new ConcurrentHashMap<>();
    /** Whether there has ever been one. The map's own count is wrong after a stack that ended in the middle of adding to it. */
    private volatile boolean somethingSpans;
    /** What this is called among the {@link EndedWindows}. */
    private final Object name = new Object();
    /** Guarded by this. */
    private int sweepAbove = SWEEP;

    WindowedPool(PoolKind kind, Object pool, ReferenceQueue<Object> queue, TrackedPools trackedPools, boolean known) {
        super(kind, pool, queue, trackedPools, known);
    }

    /**
     * Makes a window.
     *
     * @param place where something lies that has no window
     * @param length how long it is
     * @param seen whether all that happened there was seen
     * @param from where the window below ends, or the lowest place there is
     * @param to where the window above begins, or the highest place there is
     */
    abstract AddressWindow make(Object pool, long place, long length, boolean seen, long from, long to);

    /** What a length in bytes is in places. */
    abstract long length(long bytes);

    /** The places that lie together in the cache. */
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

    /** The lock is a monitor for the reason told at {@link IdentityTable}. */
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
            return window == null ? made(pool, place, length, seen) : window;
        }
    }

    /** How many windows there are, with some that have ended. */
    int windows() {
        return windows.size();
    }

    /** Moves windows that have ended to where the past is. */
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
                trackedPools.ended().add(name, window);
            }
        }
    }

    private AddressWindow made(Object pool, long place, long length, boolean seen) {
        Map.Entry<Long, AddressWindow> below = windows.lowerEntry(place);
        // What has ended is no neighbour: what is made now would not get all of its block, and be recorded in parts.
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
            window = ofThePast(window, where);
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
     * The window by which to judge what comes back where there is none that goes on.
     *
     * @param present one that has ended, or null
     * @return null where nothing is known of the memory
     */
    private AddressWindow ofThePast(AddressWindow present, long where) {
        if (present != null && (!present.region().isGivenUp() || isKnown() && present.cameBack(where))) {
            return present;
        }
        // Where not all is seen, somebody may have been given the memory since.
        return isKnown() ? trackedPools.ended().find(name, where) : null;
    }

    @Override
    final boolean remembers(long where) {
        return trackedPools.ended().find(name, where) != null;
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
        // A window that is made later knows nothing of this either.
        missed();
        long end = where + Math.max(1, length(bytes));
        AddressWindow window = find(where);
        if (bytes < 0 && window != null) {
            // How much of it came back is not known either.
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
        trackedPools.ended().forget(name);
    }
}

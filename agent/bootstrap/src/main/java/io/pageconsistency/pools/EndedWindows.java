package io.pageconsistency.pools;

import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * Windows that have ended, because their memory went back to the system or their pool was closed, with their records.
 *
 * <p>They tell a double free from the free of memory that was never handed out, if the second free comes after the window has ended. Bounded:
 * the oldest windows are dropped first.
 *
 * <p>Thread-safe. Takes a lock, and is used only for memory that no present window covers.
 */
final class EndedWindows {
    /** The largest number of windows, for all pools together. */
    static final int MOST = 1 << 12;
    static final long MOST_BYTES = 8L << 20;

    /** @param tracked a key for the tracked pool, which does not keep the pool alive */
    private record Ended(Object tracked, AddressWindow window, long bytes) {
    }

    private final ArrayDeque<Ended> all = new ArrayDeque<>();
    private long bytes;

    /** Adds a window that has ended. */
    synchronized void add(Object tracked, AddressWindow window) {
        Ended ended = new Ended(tracked, window, window.bytes());
        if (ended.bytes > MOST_BYTES) {
            return;
        }
        all.addFirst(ended);
        bytes += ended.bytes;
        while (all.size() > MOST || bytes > MOST_BYTES) {
            bytes -= all.removeLast().bytes;
        }
    }

    /** The latest window of a pool in which memory that begins at a place was taken back; or null. */
    synchronized AddressWindow find(Object tracked, long place) {
        for (Ended each : all) {
            if (each.tracked == tracked && each.window.covers(place) && each.window.cameBack(place)) {
                return each.window;
            }
        }
        return null;
    }

    /** Drops the windows of a pool. */
    synchronized void forget(Object tracked) {
        for (Iterator<Ended> i = all.iterator(); i.hasNext();) {
            Ended each = i.next();
            if (each.tracked == tracked) {
                i.remove();
                bytes -= each.bytes;
            }
        }
    }

    synchronized int size() {
        return all.size();
    }
}

package io.pageconsistency.pools;

import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * What has been: windows whose memory went back to the system, or whose pool was closed, with their records.
 *
 * <p>A pointer that was given back, and that comes back again when its memory is gone, was never given out as far as any window of
 * today knows. Its own window knows better. Bounded: the oldest are given up first.
 *
 * <p>Thread-safe; takes a lock, and is only asked where no window of today has the memory.
 */
final class EndedWindows {
    /** Of all pools together. */
    static final int MOST = 1 << 12;
    static final long MOST_BYTES = 8L << 20;

    /** @param space whose it was: an object that tells tracked pools apart and keeps none alive */
    private record Ended(Object tracked, AddressWindow window, long bytes) {
    }

    private final ArrayDeque<Ended> all = new ArrayDeque<>();
    private long bytes;

    /** A window has ended, and is not used any more. */
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

    /** The latest window of a pool in which something came back that begins at a place; or null. */
    synchronized AddressWindow find(Object tracked, long place) {
        for (Ended each : all) {
            if (each.tracked == tracked && each.window.covers(place) && each.window.cameBack(place)) {
                return each.window;
            }
        }
        return null;
    }

    /** A pool is not used any more. */
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

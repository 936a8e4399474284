package io.pageconsistency.pools;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts the objects on record in all {@link Holders} together: at most {@value #MOST}. Thread-safe. */
final class HolderCount {
    static final int MOST = 1 << 18;

    private final AtomicInteger onRecord = new AtomicInteger();
    private volatile boolean dropped;

    /** Takes room for one more; false if there is none, so that earlier holders are dropped. */
    boolean add() {
        if (onRecord.get() < MOST) {
            onRecord.incrementAndGet();
            return true;
        }
        if (!dropped) {
            dropped = true;
        }
        return false;
    }

    void remove(int count) {
        onRecord.addAndGet(-count);
    }

    /** Whether earlier holders were dropped somewhere, so that a stale free may be taken for a right one. */
    boolean areDropped() {
        return dropped;
    }

    /** Resets {@link #areDropped()}. */
    void resetDropped() {
        dropped = false;
    }
}

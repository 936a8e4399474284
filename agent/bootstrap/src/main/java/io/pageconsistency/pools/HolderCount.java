package io.pageconsistency.pools;

import java.util.concurrent.atomic.AtomicInteger;

/** How many {@link Holders} are on record, of all regions together: no more than {@value #MOST}. Thread-safe. */
final class HolderCount {
    static final int MOST = 1 << 18;

    private final AtomicInteger onRecord = new AtomicInteger();
    private volatile boolean givenUp;

    /** Whether there is room for one more; if not, some are given up from now on, and that is to be said. */
    boolean add() {
        if (onRecord.get() < MOST) {
            onRecord.incrementAndGet();
            return true;
        }
        if (!givenUp) {
            givenUp = true;
        }
        return false;
    }

    void remove(int count) {
        onRecord.addAndGet(-count);
    }

    /** Whether earlier holders had to be given up somewhere, so that their coming back may look like that of the present one. */
    boolean areGivenUp() {
        return givenUp;
    }

    /** Begins anew to look whether any are. */
    void forgetGivenUp() {
        givenUp = false;
    }
}

package io.pageconsistency.verdict;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.pageconsistency.background.Time;

/**
 * A separate budget of stacks for pools in which something was found, ten times as large as the common one, so that the next
 * finding can name all parties. All stacks of such a pool are kept up to about ten thousand a second, which costs a few percent of
 * a core; above that, a share of them. A pool stays in this set until nothing was found in it for ten minutes.
 *
 * <p>Thread-safe. Counting tokens races on purpose: a lost decrement lets one more stack through.
 */
final class Escalation {
    static final int TIMES = 10;
    private static final int BURST = 10_000;
    private static final long LASTS_NANOS = TimeUnit.MINUTES.toNanos(10);
    /** A bound on the number of pools; no program has so many. */
    private static final int MOST = 256;

    /** The time of the last finding in each pool, in nanoseconds. */
    private final Map<String, Long> found = new HashMap<>();
    /** Replaced when it changes. Empty while nothing was found, so that the healthy path costs one read. */
    private volatile Set<String> pools = Set.of();
    private int tokens;
    private final Time time;

    Escalation(Time time) {
        this.time = time;
    }

    /** Adds a pool in which something was found; returns whether it is new. */
    synchronized boolean found(String allocator) {
        boolean added = found.containsKey(allocator) || found.size() < MOST
                ? found.put(allocator, time.nanos()) == null : false;
        if (added) {
            pools = Set.copyOf(found.keySet());
            tokens = BURST;
        }
        return added;
    }

    /** Adds to the budget, {@value #TIMES} times as much as to the common one, and removes pools without recent findings. */
    void refill(int more) {
        if (!pools.isEmpty()) {
            tokens = (int) Math.min(BURST, Math.max(0, tokens) + (long) TIMES * more);
            endOf(time.nanos() - LASTS_NANOS);
        }
    }

    /** Removes pools whose last finding was before a time. */
    private synchronized void endOf(long nanos) {
        if (found.values().removeIf(last -> last - nanos < 0)) {
            pools = Set.copyOf(found.keySet());
            tokens = found.isEmpty() ? 0 : tokens;
        }
    }

    /** Removes all pools. */
    synchronized void end() {
        found.clear();
        pools = Set.of();
        tokens = 0;
    }

    /** Whether there is a token left for any pool. */
    boolean wants() {
        return tokens > 0;
    }

    boolean wants(String allocator) {
        return tokens > 0 && pools.contains(allocator);
    }

    /** Takes a token; returns whether it was the last one. */
    boolean spend() {
        return --tokens == 0;
    }
}

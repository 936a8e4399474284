package io.pageconsistency.verdict;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.pageconsistency.background.Time;

/**
 * The pools in which something was found, and a budget for their stacks, ten times that of all others: the next finding there is to name
 * everybody. So a pool's stacks are all kept up to some ten thousand a second, a few percent of a core, and a share of them above that.
 * A pool is one of these until nothing more has been found in it for ten minutes.
 *
 * <p>Thread-safe. Counting tokens races on purpose: a lost decrement lets one more stack through.
 */
final class Escalation {
    static final int TIMES = 10;
    private static final int BURST = 10_000;
    private static final long LASTS_NANOS = TimeUnit.MINUTES.toNanos(10);
    /** More allocator modules than anybody has. */
    private static final int MOST = 256;

    /** When something was found there last. */
    private final Map<String, Long> found = new HashMap<>();
    /** Replaced when it changes; empty while nothing was found, which is what the healthy path pays for. */
    private volatile Set<String> pools = Set.of();
    private int tokens;
    private final Time time;

    Escalation(Time time) {
        this.time = time;
    }

    /** @return whether that is new */
    synchronized boolean found(String allocator) {
        boolean added = found.containsKey(allocator) || found.size() < MOST
                ? found.put(allocator, time.nanos()) == null : false;
        if (added) {
            pools = Set.copyOf(found.keySet());
            tokens = BURST;
        }
        return added;
    }

    /** Adds to the budget, as many times as much as to that of all pools; and lets go of pools that are well again. */
    void refill(int more) {
        if (!pools.isEmpty()) {
            tokens = (int) Math.min(BURST, Math.max(0, tokens) + (long) TIMES * more);
            endOf(time.nanos() - LASTS_NANOS);
        }
    }

    /** Lets go of pools in which nothing was found since then. */
    private synchronized void endOf(long nanos) {
        if (found.values().removeIf(last -> last - nanos < 0)) {
            pools = Set.copyOf(found.keySet());
            tokens = found.isEmpty() ? 0 : tokens;
        }
    }

    /** Lets go of all of them. */
    synchronized void end() {
        found.clear();
        pools = Set.of();
        tokens = 0;
    }

    /** Whether there is a budget for any pool. */
    boolean wants() {
        return tokens > 0;
    }

    boolean wants(String allocator) {
        return tokens > 0 && pools.contains(allocator);
    }

    /** @return whether that was the last token */
    boolean pay() {
        return --tokens == 0;
    }
}

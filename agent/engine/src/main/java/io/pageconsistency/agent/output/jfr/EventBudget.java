package io.pageconsistency.agent.output.jfr;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Keeps a program that does wrong a million times from filling its recordings: of each fault the first thousand findings are recorded,
 * and from there on one each time that they have doubled; of all faults together some at once, and then so many a second. What is not
 * recorded is counted. Thread-safe.
 */
final class EventBudget {
    /** Findings of each fault with an event of their own. */
    static final int OF_A_FAULT = 1_000;
    /** The most that can be saved up. */
    static final int BURST = 10_000;
    static final int A_SECOND = 1_000;

    private final LongSupplier nanos;
    private final AtomicLong unrecorded = new AtomicLong();
    private double left = BURST;
    private long refilled;

    EventBudget(LongSupplier nanos) {
        this.nanos = nanos;
        refilled = nanos.getAsLong();
    }

    /** @param repeat how often the fault had been met before */
    boolean allows(long repeat) {
        boolean allowed = (repeat < OF_A_FAULT || Long.bitCount(repeat) == 1) && pay();
        if (!allowed) {
            unrecorded.incrementAndGet();
        }
        return allowed;
    }

    private synchronized boolean pay() {
        long now = nanos.getAsLong();
        left = Math.min(BURST, left + (double) A_SECOND * (now - refilled) / TimeUnit.SECONDS.toNanos(1));
        refilled = now;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }

    /** Findings for which there was none. */
    long unrecorded() {
        return unrecorded.get();
    }
}

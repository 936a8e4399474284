package io.pageconsistency.agent.output.jfr;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Limits the number of violation events, so that a program that violates a million times does not fill its recordings. Of each
 * fault the first {@value #OF_A_FAULT} findings are recorded, and then one each time their number has doubled. All faults together
 * share a budget of {@value #BURST} events, which grows again by {@value #A_SECOND} a second. Findings that are not recorded are
 * counted. Thread-safe.
 */
final class EventBudget {
    /** The number of findings of each fault that have an event. */
    static final int OF_A_FAULT = 1_000;
    /** The largest budget that can accumulate. */
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

    /** @param repeat how often the fault has occurred before */
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

    /** The number of findings without an event. */
    long unrecorded() {
        return unrecorded.get();
    }
}

package io.pageconsistency.agent;

import java.time.Duration;
import java.time.Instant;

import io.pageconsistency.background.Time;


/**
 * A clock that moves forward when a thread waits for it. After some time it runs an action that ends the waiting. Not thread-safe.
 */
final class ManualTime implements Time {
    private long nanos;
    private long end = Long.MAX_VALUE;
    private Runnable atEnd = () -> { };

    /** Runs an action once, the given time from now. */
    ManualTime after(Duration duration, Runnable action) {
        end = nanos + duration.toNanos();
        atEnd = action;
        return this;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public Instant now() {
        return Instant.ofEpochSecond(0, nanos);
    }

    @Override
    public void park(long duration) {
        nanos += duration;
        if (nanos >= end) {
            end = Long.MAX_VALUE;
            atEnd.run();
        }
    }
}

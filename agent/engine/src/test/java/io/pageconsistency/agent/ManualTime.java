package io.pageconsistency.agent;

import java.time.Duration;
import java.time.Instant;

import io.pageconsistency.background.Time;


/** A clock that goes on by being waited for, and ends the waiting after some time. For one thread. */
final class ManualTime implements Time {
    private long nanos;
    private long end = Long.MAX_VALUE;
    private Runnable atEnd = () -> { };

    /** From now on so long; then something is done, once. */
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

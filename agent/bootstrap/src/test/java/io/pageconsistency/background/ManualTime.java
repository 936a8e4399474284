package io.pageconsistency.background;

import java.time.Instant;

/** A clock that goes on by being waited for, or when it is told to. */
public class ManualTime implements Time {
    private volatile long nanos;

    /** Goes on. */
    public void pass(long duration) {
        nanos += duration;
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
        pass(duration);
    }
}

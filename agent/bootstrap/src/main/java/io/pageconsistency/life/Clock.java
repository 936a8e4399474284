package io.pageconsistency.life;

/** A coarse clock that advances with {@link #tick}, so that reading the time costs one read of a field. */
final class Clock {
    /** The time, in the format of a {@link Moment}. Not volatile: a stale value is a slightly earlier time. */
    private long now = Moment.FIRST;

    /** Sets the clock to the current time. */
    void tick() {
        now = Moment.time(System.currentTimeMillis());
    }

    /** The moment of the current thread and time. */
    long now() {
        return Moment.of(now, Thread.currentThread());
    }
}

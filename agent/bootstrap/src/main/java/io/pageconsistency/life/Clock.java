package io.pageconsistency.life;

/** A coarse clock, which goes on when it is told to: to ask for the time costs a read. */
final class Clock {
    /** The time, where it stands in a moment. Plain: who reads an old one is a little late. */
    private long now = Moment.FIRST;

    /** The time goes on. */
    void tick() {
        now = Moment.time(System.currentTimeMillis());
    }

    /** The current thread, and about now. */
    long now() {
        return Moment.of(now, Thread.currentThread());
    }
}

package io.pageconsistency.background;

import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** A clock, and how to wait for it. Thread-safe. */
public interface Time {
    /** The machine's. */
    Time OF_THE_MACHINE = new Time() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public void park(long nanos) {
            LockSupport.parkNanos(nanos);
        }
    };

    /** Only good for differences. */
    long nanos();

    Instant now();

    /** Waits for so long, or less; an unparked or interrupted thread goes on. */
    void park(long nanos);
}

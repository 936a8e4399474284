package io.pageconsistency.background;

import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** A clock with which a thread can wait; tests replace it. Thread-safe. */
public interface Time {
    /** The system's clock. */
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

    /** Nanoseconds with an arbitrary origin, for differences only. */
    long nanos();

    Instant now();

    /** Parks for at most so many nanoseconds; returns earlier if the thread is unparked or interrupted. */
    void park(long nanos);
}

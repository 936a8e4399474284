package example;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Tells tests whether they run alone. */
final class Presence {
    private static final long MILLIS = 500;
    private static final AtomicInteger PRESENT = new AtomicInteger();

    private Presence() {
    }

    /** Stays long enough to meet tests that run at the same time. Returns their number, this one included. */
    static int stay() throws InterruptedException {
        int before = PRESENT.incrementAndGet();
        try {
            TimeUnit.MILLISECONDS.sleep(MILLIS);
            return Math.max(before, PRESENT.get());
        } finally {
            PRESENT.decrementAndGet();
        }
    }

    /** Runs a task on a thread of no test. */
    static void inAnotherThread(Runnable task) throws InterruptedException {
        Thread other = new Thread(task);
        other.start();
        other.join();
    }
}

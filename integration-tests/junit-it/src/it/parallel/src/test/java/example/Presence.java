package example;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Tells tests whether they run alone. */
final class Presence {
    private static final long MILLIS = 500;
    private static final AtomicInteger PRESENT = new AtomicInteger();

    private Presence() {
    }

    /** Stays long enough to meet whoever runs at the same time; how many there were, this one included. */
    static int stay() throws InterruptedException {
        int before = PRESENT.incrementAndGet();
        try {
            TimeUnit.MILLISECONDS.sleep(MILLIS);
            return Math.max(before, PRESENT.get());
        } finally {
            PRESENT.decrementAndGet();
        }
    }

    /** By a thread that nobody knows. */
    static void inAnotherThread(Runnable task) throws InterruptedException {
        Thread other = new Thread(task);
        other.start();
        other.join();
    }
}

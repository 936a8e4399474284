package io.pageconsistency.report;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.pageconsistency.background.Deadline;
import io.pageconsistency.background.Time;

/**
 * Has everybody told of a root cause before anybody is told of what follows from it.
 *
 * <p>Root causes that are made and not yet told are here. Whoever has found a follow-up of one waits for the thread that tells of
 * it; not longer than {@value #PATIENCE_MILLIS} milliseconds, for a listener may wait for that very thread. Thread-safe.
 */
final class RootsFirst {
    private static final int PATIENCE_MILLIS = 2_000;
    private static final long PAUSE_NANOS = 20_000;

    /** Who tells of a root cause, by its sequence. */
    private final ConcurrentHashMap<Integer, Thread> telling = new ConcurrentHashMap<>();
    private final Time time;

    RootsFirst(Time time) {
        this.time = time;
    }

    /** This thread has made a root cause, and will tell of it. */
    void made(int root) {
        telling.put(root, Thread.currentThread());
    }

    /** It has done so. */
    void told(int root) {
        telling.remove(root);
    }

    /** Waits until a root cause is told. */
    void await(int root) {
        Thread teller = telling.get(root);
        if (teller == null || teller == Thread.currentThread()) {
            return;
        }
        Deadline end = Deadline.in(time, TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS));
        while (telling.containsKey(root)) {
            if (!teller.isAlive() || end.isOver()) {
                // Whoever comes after this one need not wait as long again.
                telling.remove(root);
            } else if (Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            } else {
                time.park(PAUSE_NANOS);
            }
        }
    }
}

package io.pageconsistency.report;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.pageconsistency.background.Deadline;
import io.pageconsistency.background.Time;

/**
 * Ensures that listeners hear of a root cause before its follow-ups.
 *
 * <p>Holds the root causes that were created but not yet passed to the listeners. A thread with a follow-up waits for the thread
 * that reports the root cause, at most {@value #PATIENCE_MILLIS} milliseconds, because a listener may in turn wait for the waiting
 * thread. Thread-safe.
 */
final class RootsFirst {
    private static final int PATIENCE_MILLIS = 2_000;
    private static final long PAUSE_NANOS = 20_000;

    /** The thread that reports each root cause, by its sequence. */
    private final ConcurrentHashMap<Integer, Thread> telling = new ConcurrentHashMap<>();
    private final Time time;

    RootsFirst(Time time) {
        this.time = time;
    }

    /** The calling thread has created a root cause and will report it. */
    void created(int root) {
        telling.put(root, Thread.currentThread());
    }

    /** A root cause was reported. */
    void told(int root) {
        telling.remove(root);
    }

    /** Waits until a root cause was reported. */
    void await(int root) {
        Thread teller = telling.get(root);
        if (teller == null || teller == Thread.currentThread()) {
            return;
        }
        Deadline end = Deadline.in(time, TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS));
        while (telling.containsKey(root)) {
            if (!teller.isAlive() || end.isOver()) {
                // The next follow-up need not wait again.
                telling.remove(root);
            } else if (Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            } else {
                time.park(PAUSE_NANOS);
            }
        }
    }
}

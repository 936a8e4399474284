package io.pageconsistency.agent;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Work of the agent's own that goes on in the background until it is ended, and keeps no program from ending.
 *
 * <p>Its thread inherits nothing from whoever starts it, and nobody but {@link #end} can stop it: who interrupts it does not
 * mean it.
 */
abstract class Daemon implements Runnable {
    private static final long END_MILLIS = TimeUnit.SECONDS.toMillis(5);

    private final Thread thread;
    private volatile boolean ended;

    /** @param name the thread's */
    Daemon(String name) {
        thread = new Thread(null, this, name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
    }

    final void begin() {
        thread.start();
    }

    final Thread thread() {
        return thread;
    }

    final boolean isEnded() {
        return ended;
    }

    /** Returns when the thread has ended, or is the calling one, or after {@value #END_MILLIS} ms. */
    final void end() {
        ended = true;
        LockSupport.unpark(thread);
        if (Thread.currentThread() != thread) {
            try {
                thread.join(END_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits until a moment of {@link System#nanoTime}, or the end. */
    final void pauseUntil(long moment) {
        for (long left = moment - System.nanoTime(); left > 0 && !ended; left = moment - System.nanoTime()) {
            LockSupport.parkNanos(left);
            // A thread that stays interrupted cannot park.
            Thread.interrupted();
        }
    }
}

package io.pageconsistency.agent;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.pageconsistency.background.AgentThread;
import io.pageconsistency.background.Deadline;
import io.pageconsistency.background.Time;


/**
 * A task of the agent that runs in the background until {@link #end} is called. It ignores interrupts of its thread, because an
 * application that interrupts all threads does not mean this one.
 */
abstract class Daemon implements Runnable {
    private static final long END_MILLIS = TimeUnit.SECONDS.toMillis(5);
    /** The end of the program does not wait for long. */
    private static final long LAST_MILLIS = TimeUnit.SECONDS.toMillis(1);

    private final Time time;
    private final Thread thread;
    private volatile boolean ended;

    /** @param name as for {@link AgentThread} */
    Daemon(String name, Time time) {
        this.time = time;
        thread = AgentThread.of(name, this);
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

    /** Ends the task. Returns when its thread has ended, or after {@value #END_MILLIS} ms, or at once if called on that thread. */
    final void end() {
        end(END_MILLIS);
    }

    /** The same at the end of the program, but returns after {@value #LAST_MILLIS} ms. */
    final void endAtLast() {
        end(LAST_MILLIS);
    }

    private void end(long millis) {
        ended = true;
        LockSupport.unpark(thread);
        if (Thread.currentThread() != thread) {
            try {
                thread.join(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    final Deadline in(long nanos) {
        return Deadline.in(time, nanos);
    }

    /** Waits until the given moment or until the task is ended. */
    final void pauseUntil(Deadline moment) {
        while (!moment.isOver() && !ended) {
            moment.park(Long.MAX_VALUE);
            // A thread that stays interrupted cannot park.
            Thread.interrupted();
        }
    }
}

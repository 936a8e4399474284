package io.pageconsistency.agent;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.pageconsistency.background.AgentThread;
import io.pageconsistency.background.Deadline;
import io.pageconsistency.background.Time;


/**
 * Work of the agent's own that goes on in the background until it is ended. Nobody but {@link #end} can stop it: who interrupts its
 * thread does not mean it.
 */
abstract class Daemon implements Runnable {
    private static final long END_MILLIS = TimeUnit.SECONDS.toMillis(5);

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

    final Deadline in(long nanos) {
        return Deadline.in(time, nanos);
    }

    /** Waits until then, or until the end. */
    final void pauseUntil(Deadline moment) {
        while (!moment.isOver() && !ended) {
            moment.park(Long.MAX_VALUE);
            // A thread that stays interrupted cannot park.
            Thread.interrupted();
        }
    }
}

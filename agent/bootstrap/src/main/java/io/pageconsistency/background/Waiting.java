package io.pageconsistency.background;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits for work that others do, but not for ever.
 *
 * <p>It counts what it has waited itself, in short steps, and does not ask a clock when that is enough: a machine that stands still
 * for seconds, or is too busy to run anybody, keeps whoever is waited for from working just as long, and that may be all but done.
 */
public final class Waiting {
    /** The longest step; much shorter ones would each be late on a busy machine, and many times what is meant all together. */
    static final long STEP_MILLIS = 50;
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(STEP_MILLIS);

    private Waiting() {
    }

    /** Waits for a short time. */
    @FunctionalInterface
    public interface Step {
        /** Returns whether it is done, at once if so, else in that time. */
        boolean isDone(long millis) throws InterruptedException;
    }

    /**
     * Somebody who interrupts the thread does not mean this, and it stays interrupted afterwards.
     *
     * @param millis how long to wait at most
     * @return whether it was done in that time
     */
    public static boolean until(Step step, long millis) {
        boolean interrupted = Thread.interrupted();
        boolean done = false;
        for (long left = millis; !done && left > -STEP_MILLIS; left -= STEP_MILLIS) {
            try {
                done = step.isDone(Math.max(0, Math.min(left, STEP_MILLIS)));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return done;
    }

    /** The same, for a latch that is to open. */
    public static boolean until(CountDownLatch open, long millis) {
        return until(step -> open.await(step, TimeUnit.MILLISECONDS), millis);
    }

    /** Waits for a thread to end; returns whether it has. */
    public static boolean untilEnd(Thread thread, long millis) {
        return until(step -> {
            // Who joins for no time joins for ever.
            if (step > 0) {
                thread.join(step);
            }
            return !thread.isAlive();
        }, millis);
    }

    /**
     * Waits for a latch for as long as that takes no memory, for when there may be none. Somebody who interrupts the thread does
     * not mean this, and it does not stay interrupted: it could not wait then.
     */
    public static void untilWithoutMemory(CountDownLatch open, long nanos, Time time) {
        for (long left = nanos; left > 0 && open.getCount() != 0;) {
            long start = time.nanos();
            time.park(STEP_NANOS);
            Thread.interrupted();
            left -= Math.min(STEP_NANOS, time.nanos() - start);
        }
    }

    /**
     * The next element of a queue. Null when there is none yet because somebody has interrupted the thread, who did not mean it to
     * stop, or because there was no memory even to wait.
     */
    public static <T> T next(BlockingQueue<T> queue) {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            return null;
        } catch (OutOfMemoryError e) {
            // Others are to get it back meanwhile.
            LockSupport.parkNanos(STEP_NANOS);
            return null;
        }
    }
}

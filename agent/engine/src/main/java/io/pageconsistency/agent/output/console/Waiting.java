package io.pageconsistency.agent.output.console;

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

    private Waiting() {
    }

    /** Waits for a short time. */
    @FunctionalInterface
    interface Step {
        /** Returns whether it is done, at once if so, else in that time. */
        boolean isDone(long millis) throws InterruptedException;
    }

    /**
     * Somebody who interrupts the thread does not mean this, and it stays interrupted afterwards.
     *
     * @param millis how long to wait at most
     * @return whether it was done in that time
     */
    static boolean until(Step step, long millis) {
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

    /**
     * The next element of a queue. Null when there is none yet because somebody has interrupted the thread, who did not mean it to
     * stop, or because there was no memory even to wait.
     */
    static <T> T next(BlockingQueue<T> queue) {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            return null;
        } catch (OutOfMemoryError e) {
            // Others are to get it back meanwhile.
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(STEP_MILLIS));
            return null;
        }
    }
}

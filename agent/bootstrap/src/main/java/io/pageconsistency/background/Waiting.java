package io.pageconsistency.background;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits for the work of another thread, with a limit.
 *
 * <p>The limit counts short steps of waiting, not the clock. If the machine stands still for seconds or is too busy, the other
 * thread cannot work in that time either, and may be almost done.
 */
public final class Waiting {
    /** The longest step. On a busy machine each step is late, so much shorter steps would add up to many times the limit. */
    static final long STEP_MILLIS = 50;
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(STEP_MILLIS);

    private Waiting() {
    }

    /** One step of waiting. */
    @FunctionalInterface
    public interface Step {
        /** Waits for at most so many milliseconds; returns whether the work is done. */
        boolean isDone(long millis) throws InterruptedException;
    }

    /**
     * Waits until the work is done. An interrupt does not end the waiting, and is restored afterwards.
     *
     * @param millis the limit
     * @return whether the work was done in that time
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

    /** Waits for a latch. */
    public static boolean until(CountDownLatch open, long millis) {
        return until(step -> open.await(step, TimeUnit.MILLISECONDS), millis);
    }

    /** Waits for a thread to end; returns whether it has. */
    public static boolean untilEnd(Thread thread, long millis) {
        return until(step -> {
            // A join with a time of 0 would wait for ever.
            if (step > 0) {
                thread.join(step);
            }
            return !thread.isAlive();
        }, millis);
    }

    /**
     * Waits for a latch without allocating memory, for the case that the heap is full. An interrupt is cleared, because an
     * interrupted thread could not park.
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
     * The next element of a queue; null if the thread was interrupted while it waited, or if there was no memory to wait.
     */
    public static <T> T next(BlockingQueue<T> queue) {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            return null;
        } catch (OutOfMemoryError e) {
            // Gives other threads time to free memory.
            LockSupport.parkNanos(STEP_NANOS);
            return null;
        }
    }
}

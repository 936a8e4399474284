package io.pageconsistency.agent.allocators.described.reading;

import java.lang.ref.WeakReference;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

import io.pageconsistency.report.Reports;


/**
 * Hand-outs by futures: recorded when these are completed.
 *
 * <p>Whoever waits for a future may have its value before anything that depends on it runs. So before memory crosses in the same
 * pool, all futures that have been completed are recorded by whoever comes first: a take-back is never seen before its hand-out.
 * Thread-safe.
 */
final class Later {
    private final Reports reports;
    private final Queue<WeakReference<Pending>> pending = new ConcurrentLinkedQueue<>();
    /** Of futures that do not tell when they are completed: they must not be forgotten together with their users' interest. */
    private final Queue<Pending> asked = new ConcurrentLinkedQueue<>();

    /** Whether there has been one: most pools have none, and pay a read for it. */
    private volatile boolean used;

    Later(Reports reports) {
        this.reports = reports;
    }

    /** A future whose value will be handed out. */
    private final class Pending implements BiConsumer<Object, Throwable> {
        private static final int OPEN = 0;
        private static final int BEING_TOLD = 1;
        private static final int DONE = 2;

        private final Object future;
        private final TransferReader reader;
        private final Object pool;
        private final int step;
        private final Taker taker;
        private final AtomicInteger state = new AtomicInteger();

        Pending(Object future, TransferReader reader, Object pool, int step, Taker taker) {
            this.future = future;
            this.reader = reader;
            this.pool = pool;
            this.step = step;
            this.taker = taker;
        }

        @Override
        public void accept(Object value, Throwable failure) {
            tell(failure == null ? value : null);
        }

        private void tell(Object value) {
            if (state.compareAndSet(OPEN, BEING_TOLD)) {
                try {
                    if (value != null) {
                        reader.readLater(pool, value, step, taker);
                    }
                } catch (Throwable e) {
                    reports.swallow(e);
                } finally {
                    state.set(DONE);
                }
            } else {
                while (state.get() == BEING_TOLD) {
                    Thread.onSpinWait();
                }
            }
        }

        /** @return whether that is over */
        boolean tellIfThere() {
            if (state.get() != OPEN) {
                tell(null);
                return true;
            }
            if (!(future instanceof Future<?> asked) || !asked.isDone()) {
                return false;
            }
            tell(value(asked));
            return true;
        }
    }

    /** What a future holds; null if that is nothing yet, or a failure. */
    static Object valueNow(Object future) {
        return future instanceof Future<?> asked && asked.isDone() ? value(asked) : null;
    }

    private static Object value(Future<?> done) {
        // A thread that is to be interrupted would not be given the value, though it is there.
        boolean interrupted = Thread.interrupted();
        try {
            return done.isCancelled() ? null : done.get();
        } catch (ExecutionException | InterruptedException | RuntimeException e) {
            return null;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** @param taker for this hand-out alone, on any thread */
    void add(Object future, TransferReader reader, Object pool, int step, Taker taker) {
        Pending added = new Pending(future, reader, pool, step, taker);
        if (added.tellIfThere()) {
            return;
        }
        used = true;
        if (future instanceof CompletionStage<?> stage) {
            pending.add(new WeakReference<>(added));
            stage.whenComplete(added);
        } else {
            asked.add(added);
        }
    }

    /** Whether there may be something that was not there when it was asked for. */
    boolean isUsed() {
        return used;
    }

    /** Records what has been completed. */
    void tellThoseThere() {
        if (!pending.isEmpty()) {
            for (Iterator<WeakReference<Pending>> all = pending.iterator(); all.hasNext();) {
                Pending each = all.next().get();
                if (each == null || each.tellIfThere()) {
                    all.remove();
                }
            }
        }
        if (!asked.isEmpty()) {
            asked.removeIf(Pending::tellIfThere);
        }
    }
}

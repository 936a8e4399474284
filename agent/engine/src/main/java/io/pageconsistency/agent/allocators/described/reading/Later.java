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
 * Hand-outs by futures. They are recorded when the futures are completed.
 *
 * <p>A thread that waits for a future may get the value before the future's dependent actions run. So before a transfer in the same
 * pool is recorded, its thread records the hand-outs of all completed futures. This way a take-back is never recorded before its
 * hand-out. Thread-safe.
 */
final class Later {
    private final Reports reports;
    private final Queue<WeakReference<Pending>> pending = new ConcurrentLinkedQueue<>();
    /**
     * Hand-outs by futures that have no dependent actions. Referenced strongly, because the future does not refer to its entry
     * here.
     */
    private final Queue<Pending> polled = new ConcurrentLinkedQueue<>();

    /** Whether there was any. Most pools have none, and only read this flag. */
    private volatile boolean used;

    Later(Reports reports) {
        this.reports = reports;
    }

    /** A future whose value will be handed out. */
    private final class Pending implements BiConsumer<Object, Throwable> {
        private static final int OPEN = 0;
        private static final int BEING_RECORDED = 1;
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
            handOut(failure == null ? value : null);
        }

        private void handOut(Object value) {
            if (state.compareAndSet(OPEN, BEING_RECORDED)) {
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
                while (state.get() == BEING_RECORDED) {
                    Thread.onSpinWait();
                }
            }
        }

        /** @return whether this is finished and can be removed */
        boolean recordIfDone() {
            if (state.get() != OPEN) {
                handOut(null);
                return true;
            }
            if (!(future instanceof Future<?> polled) || !polled.isDone()) {
                return false;
            }
            handOut(value(polled));
            return true;
        }
    }

    /** The value of a future; null if it is not completed yet, or failed. */
    static Object valueNow(Object future) {
        return future instanceof Future<?> polled && polled.isDone() ? value(polled) : null;
    }

    private static Object value(Future<?> done) {
        // With the interrupt flag set, get() would throw although the value is there.
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

    /** @param taker records this hand-out alone, on any thread */
    void add(Object future, TransferReader reader, Object pool, int step, Taker taker) {
        Pending added = new Pending(future, reader, pool, step, taker);
        if (added.recordIfDone()) {
            return;
        }
        used = true;
        if (future instanceof CompletionStage<?> stage) {
            pending.add(new WeakReference<>(added));
            stage.whenComplete(added);
        } else {
            polled.add(added);
        }
    }

    /** Whether any future was not completed when it was handed out. */
    boolean isUsed() {
        return used;
    }

    /** Records the hand-outs of all completed futures. */
    void tellThoseThere() {
        if (!pending.isEmpty()) {
            for (Iterator<WeakReference<Pending>> all = pending.iterator(); all.hasNext();) {
                Pending each = all.next().get();
                if (each == null || each.recordIfDone()) {
                    all.remove();
                }
            }
        }
        if (!polled.isEmpty()) {
            polled.removeIf(Pending::recordIfDone);
        }
    }
}

package io.pageconsistency.ledger;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.LongAdder;


/**
 * A striped counter that needs no atomic operation in the common case, and loses no update.
 *
 * <p>A stripe belongs to the first thread that used it. Only that thread adds to it, with a plain read and a store. A thread's id
 * selects its stripe; if another thread owns that stripe, the count goes to a {@link LongAdder}. After its thread was collected, a
 * stripe passes to the next thread with its count. Thread ids are consecutive, so up to {@value #STRIPES} threads rarely collide.
 * With more threads, for example thousands of virtual ones, the counter costs an atomic operation and stays exact.
 *
 * <p>Thread-safe. The sum is exact while no thread adds; otherwise it lies between the values before and after the concurrent
 * additions.
 */
final class ThreadCounter {
    private static final int STRIPES = 256;
    private static final VarHandle STRIPE = MethodHandles.arrayElementVarHandle(Stripe[].class);
    private static final VarHandle COUNT;

    static {
        try {
            COUNT = MethodHandles.lookup().findVarHandle(Stripe.class, "count", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** One thread's count. Refers to its thread weakly, because a thread that has ended may keep a class loader alive. */
    static class Stripe extends WeakReference<Thread> {
        private long count;

        private Stripe(Thread thread, long count) {
            super(thread);
            this.count = count;
        }

        /** To be called only by the thread that owns the stripe, which is its only writer. */
        void increment() {
            // Release: a thread that reads the count sees the record as the counted operation left it.
            COUNT.setRelease(this, count + 1);
        }
    }

    /** A stripe with padding, which avoids false sharing. */
    private static final class PaddedStripe extends Stripe {
        long p1;
        long p2;
        long p3;
        long p4;
        long p5;
        long p6;
        long p7;
        long p8;

        private PaddedStripe(Thread thread, long count) {
            super(thread, count);
        }
    }

    private final Stripe[] stripes = new Stripe[STRIPES];
    private final LongAdder others = new LongAdder();

    void increment() {
        increment(ownStripe());
    }

    /**
     * The calling thread's own stripe, or null; for {@link #increment(Stripe)} on the same thread. Separate from the increment,
     * because the reads that find the stripe are cheaper before an atomic instruction, and the addition belongs after it.
     */
    Stripe ownStripe() {
        return ownStripe(stripes);
    }

    /** The same for a caller that keeps a counter's {@link #stripes} in a field. */
    static Stripe ownStripe(Stripe[] stripes) {
        Thread thread = Thread.currentThread();
        // A plain read is enough: only a stripe that this thread itself created can refer to it.
        Stripe stripe = stripes[(int) thread.getId() & STRIPES - 1];
        return stripe != null && stripe.refersTo(thread) ? stripe : null;
    }

    Stripe[] stripes() {
        return stripes;
    }

    /** @param stripe the calling thread's own stripe, or null */
    void increment(Stripe stripe) {
        if (stripe != null) {
            stripe.increment();
        } else {
            incrementSlowly(Thread.currentThread());
        }
    }

    private void incrementSlowly(Thread thread) {
        int index = (int) thread.getId() & STRIPES - 1;
        Stripe stripe = (Stripe) STRIPE.getVolatile(stripes, index);
        boolean free = stripe == null || stripe.refersTo(null);
        // The previous owner was collected and can no longer write, so no update is lost between reading its count and the
        // exchange.
        if (!free || !STRIPE.compareAndSet(stripes, index, stripe, new PaddedStripe(thread, (stripe == null ? 0 : stripe.count) + 1))) {
            others.increment();
        }
    }

    long sum() {
        long sum = others.sum();
        for (int i = 0; i < STRIPES; i++) {
            Stripe stripe = (Stripe) STRIPE.getAcquire(stripes, i);
            sum += stripe == null ? 0 : (long) COUNT.getAcquire(stripe);
        }
        return sum;
    }
}

package io.pageconsistency.ledger;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.LongAdder;


/**
 * A count that threads add to without an atomic operation, and that loses nothing.
 *
 * <p>Stripes are found by the thread's number, and each belongs to the first thread that came by: it alone adds to it, with a
 * plain read and a store. A thread that finds its stripe taken counts in a {@link LongAdder}; a stripe whose thread was
 * collected passes on, with what it holds. Thread numbers are consecutive, so up to {@value #STRIPES} threads that live
 * together rarely meet; beyond, and with virtual threads by the thousand, the count costs an atomic and stays right.
 *
 * <p>Thread-safe. The sum is exact at rest; beside others who add, it is between what it was and what it becomes.
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

    /** One thread's count. Holds its thread weakly: a thread that ended may keep a class loader alive. */
    static class Stripe extends WeakReference<Thread> {
        private long count;

        private Stripe(Thread thread, long count) {
            super(thread);
            this.count = count;
        }

        /** Only to be called by the stripe's own thread, so nobody else writes. */
        void increment() {
            // Release: who reads the count sees the record as the counted operation left it.
            COUNT.setRelease(this, count + 1);
        }
    }

    /** Keeps neighbours in memory out of each other's cache lines. */
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
        increment(mine());
    }

    /**
     * The calling thread's own stripe, or null; for {@link #increment(Stripe)} on the same thread. Asked for apart, because what
     * has to be read for it is best read before an atomic instruction, and the addition belongs after it.
     */
    Stripe mine() {
        return mine(stripes);
    }

    /** The same from a counter's {@link #stripes}, for who keeps them at hand. */
    static Stripe mine(Stripe[] stripes) {
        Thread thread = Thread.currentThread();
        // A plain read is enough: only a stripe this very thread has made can name it.
        Stripe stripe = stripes[(int) thread.getId() & STRIPES - 1];
        return stripe != null && stripe.refersTo(thread) ? stripe : null;
    }

    Stripe[] stripes() {
        return stripes;
    }

    /** @param stripe the calling thread's, or null */
    void increment(Stripe stripe) {
        if (stripe != null) {
            stripe.increment();
        } else {
            elsewhere(Thread.currentThread());
        }
    }

    private void elsewhere(Thread thread) {
        int index = (int) thread.getId() & STRIPES - 1;
        Stripe stripe = (Stripe) STRIPE.getVolatile(stripes, index);
        boolean free = stripe == null || stripe.refersTo(null);
        // Whoever it belonged to writes no more, so nothing is lost between reading the count and passing it on.
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

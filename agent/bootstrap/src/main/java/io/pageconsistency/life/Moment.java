package io.pageconsistency.life;

import io.pageconsistency.Party;

/**
 * A thread and a coarse time in one {@code long}: the upper 34 bits are hundredths of a second since this class was loaded, enough for five
 * years; the lower 30 bits are the thread's id. Never 0. A number rather than a reference, because a reference to a thread would keep its
 * class loader alive, and costs a write barrier.
 */
final class Moment {
    /** No moment. */
    static final long NONE = 0;
    private static final int THREAD_BITS = 30;
    private static final long THREAD_MASK = (1L << THREAD_BITS) - 1;
    private static final long MILLIS = 10;
    private static final long BEGINNING = System.currentTimeMillis() - MILLIS;

    /** The earliest time. */
    static final long FIRST = 1L << THREAD_BITS;

    private Moment() {
    }

    /** A time in the format of a moment. */
    static long time(long millis) {
        return Math.max(1, (millis - BEGINNING) / MILLIS) << THREAD_BITS;
    }

    static long of(long time, Thread thread) {
        return time | thread.getId() & THREAD_MASK;
    }

    /** The party of a moment, without a stack; null for {@link #NONE}. Takes some microseconds. */
    static Party party(long moment) {
        return moment == NONE ? null
                : new Party(thread(moment & THREAD_MASK), BEGINNING + (moment >>> THREAD_BITS) * MILLIS);
    }

    /** The thread's name if it still runs; otherwise, and for virtual threads, which cannot be listed, its id. */
    private static String thread(long number) {
        Thread self = Thread.currentThread();
        if ((self.getId() & THREAD_MASK) == number) {
            return Party.nameOf(self);
        }
        ThreadGroup group = self.getThreadGroup();
        while (group != null && group.getParent() != null) {
            group = group.getParent();
        }
        Thread[] threads = new Thread[group == null ? 0 : group.activeCount() + 16];
        int count = group == null ? 0 : group.enumerate(threads);
        for (int i = 0; i < count; i++) {
            if ((threads[i].getId() & THREAD_MASK) == number) {
                return threads[i].getName();
            }
        }
        return "thread " + number;
    }
}

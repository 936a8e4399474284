package io.pageconsistency.life;

import io.pageconsistency.Party;

/**
 * A thread and about when, in one {@code long}: 34 bits of hundredths of a second since we were loaded, which last for five years, and
 * 30 bits of the thread's number. Never 0. A number, because a reference to a thread would keep its class loader alive, and because to
 * store one costs more.
 */
final class Moment {
    /** No moment. */
    static final long NONE = 0;
    private static final int THREAD_BITS = 30;
    private static final long THREAD_MASK = (1L << THREAD_BITS) - 1;
    private static final long MILLIS = 10;
    private static final long BEGINNING = System.currentTimeMillis() - MILLIS;

    /** The earliest time there is. */
    static final long FIRST = 1L << THREAD_BITS;

    private Moment() {
    }

    /** A time, where it stands in a moment. */
    static long time(long millis) {
        return Math.max(1, (millis - BEGINNING) / MILLIS) << THREAD_BITS;
    }

    static long of(long time, Thread thread) {
        return time | thread.getId() & THREAD_MASK;
    }

    /** Who it was; null for {@link #NONE}. Takes some microseconds. */
    static Party party(long moment) {
        return moment == NONE ? null
                : new Party(thread(moment & THREAD_MASK), BEGINNING + (moment >>> THREAD_BITS) * MILLIS);
    }

    /** By its name, where it still runs and is none of the virtual ones, which nobody can list. */
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

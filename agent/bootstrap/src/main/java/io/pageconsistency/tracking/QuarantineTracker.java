package io.pageconsistency.tracking;

import io.pageconsistency.freed.KeptBack;
import io.pageconsistency.freed.Quarantine;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.Reports;

/**
 * Receives the calls of pools about memory that may go into {@link Quarantine}.
 *
 * <p>Before a pool grows, it should get back its memory in quarantine: the older half, and if that is not enough, the rest. But the
 * pool grows under its own lock, where nothing can be given back to it. So the agent throws an internal error there, which passes
 * through the pool like an {@link OutOfMemoryError}. Woven code outside of the lock catches it, gives the memory back, and repeats
 * the allocation. Thread-safe.
 */
public final class QuarantineTracker {
    /** The internal error. It has no stack, and no caller of the pool sees it. */
    private static final class Shortage extends Error {
        private static final long serialVersionUID = 1;

        Shortage() {
            super("page-consistency: what is kept from the pool goes back first", null, false, false);
        }
    }

    private static final int PLACES = 1 << 8;

    private final Quarantine quarantine;
    private final Owners owners;
    private final Reports reports;
    private final Error shortage = new Shortage();
    /**
     * The threads inside of an allocation that can be repeated, by a hash of the thread. If two threads share an index, the later
     * one replaces the earlier one, which then grows its pool at once. Not volatile: a thread reads only its own entry.
     */
    private final Thread[] allocating = new Thread[PLACES];
    /** Whether the allocation was interrupted once already. If two threads share an index, it may happen once more. */
    private final boolean[] refused = new boolean[PLACES];

    public QuarantineTracker(Quarantine quarantine, Owners owners, Reports reports) {
        this.quarantine = quarantine;
        this.owners = owners;
        this.reports = reports;
    }

    /**
     * Memory whose take-back is recorded is about to go to its pool or to one of the pool's caches.
     *
     * @param pool the pool of the owner
     * @return whether the memory is kept in quarantine, so that the pool must not get it now
     */
    public boolean keep(Object pool, Object owner, long page, long count, int slot, long ticket, long length) {
        try {
            Region region = owners.of(owner);
            return region != null
                    && quarantine.keep(new KeptBack(region, page, count, slot, ticket, length, System.identityHashCode(pool)));
        } catch (Throwable e) {
            reports.swallow(e);
            return false;
        }
    }

    private static int placeOf(Thread thread) {
        return System.identityHashCode(thread) & PLACES - 1;
    }

    /** The calling thread is about to allocate, and will repeat the allocation if {@link #makesRoom} returns true. */
    public void allocating() {
        Thread thread = Thread.currentThread();
        refused[placeOf(thread)] = false;
        allocating[placeOf(thread)] = thread;
    }

    /** The allocation has succeeded or failed. */
    public void allocated() {
        Thread thread = Thread.currentThread();
        if (allocating[placeOf(thread)] == thread) {
            allocating[placeOf(thread)] = null;
        }
    }

    /**
     * A pool is about to grow, under its lock.
     *
     * @return the error to throw, or null
     */
    public Throwable growing(Object pool) {
        try {
            Thread thread = Thread.currentThread();
            int place = placeOf(thread);
            if (allocating[place] == thread && quarantine.has(System.identityHashCode(pool))) {
                if (refused[place]) {
                    // After the second interruption the pool may grow.
                    allocating[place] = null;
                }
                refused[place] = true;
                return shortage;
            }
        } catch (Throwable e) {
            reports.swallow(e);
        }
        return null;
    }

    /**
     * An allocation has failed; the pool's lock is not held.
     *
     * @param again whether the allocation may be repeated after an error of the pool itself
     * @return whether to repeat the allocation
     */
    public boolean makesRoom(Object pool, Throwable thrown, boolean again) {
        if (thrown == shortage) {
            try {
                int number = System.identityHashCode(pool);
                Thread thread = Thread.currentThread();
                if (allocating[placeOf(thread)] == thread) {
                    quarantine.giveBackOlderHalf(number);
                } else {
                    quarantine.giveBack(number);
                }
            } catch (Throwable e) {
                // The allocation is repeated in any case, because the internal error must not reach the pool's caller.
                Thread.onSpinWait();
            }
            return true;
        }
        try {
            // Giving memory back may free whole chunks, of this pool or of another.
            return again && thrown instanceof OutOfMemoryError && quarantine.giveBackAll();
        } catch (Throwable e) {
            return false;
        }
    }
}

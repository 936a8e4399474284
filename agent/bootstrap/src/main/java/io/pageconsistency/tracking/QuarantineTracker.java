package io.pageconsistency.tracking;

import io.pageconsistency.freed.KeptBack;
import io.pageconsistency.freed.Quarantine;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.Reports;

/**
 * What is told, and asked, of memory on its way back to a pool while there is a {@link Quarantine}.
 *
 * <p>A pool that is about to grow gets back first what is kept from it: the older half, and if that is not enough, the rest. It notices under
 * its own lock, where nothing may be given back to it. So growing is refused with an error of ours, which the pool lets pass as it does one of the system's for want of memory;
 * outside of the lock it is taken out again, and the allocation begins anew. Thread-safe.
 */
public final class QuarantineTracker {
    /** What refuses; has no stack, and is seen by nobody. */
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
     * Threads that would begin an allocation anew, each at a place of its own, or one where another has just been: then it is as if it
     * were not there. Each reads only what it has written itself.
     */
    private final Thread[] allocating = new Thread[PLACES];
    /** Whether it was refused once. Where two threads share a place it may be so once more. */
    private final boolean[] refused = new boolean[PLACES];

    public QuarantineTracker(Quarantine quarantine, Owners owners, Reports reports) {
        this.quarantine = quarantine;
        this.owners = owners;
        this.reports = reports;
    }

    /**
     * Memory whose take-back is on record is about to go to the pool, or to a cache of it.
     *
     * @param pool which has the owner, and grows
     * @return whether it must not, because it is kept here
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

    /** A thread is about to allocate, and would do so again when {@link #makesRoom} says so. */
    public void allocating() {
        Thread thread = Thread.currentThread();
        refused[placeOf(thread)] = false;
        allocating[placeOf(thread)] = thread;
    }

    /** It has allocated, or could not. */
    public void allocated() {
        Thread thread = Thread.currentThread();
        if (allocating[placeOf(thread)] == thread) {
            allocating[placeOf(thread)] = null;
        }
    }

    /** A pool is about to grow, under its lock. @return the error that refuses it, or null */
    public Throwable growing(Object pool) {
        try {
            Thread thread = Thread.currentThread();
            int place = placeOf(thread);
            if (allocating[place] == thread && quarantine.has(System.identityHashCode(pool))) {
                if (refused[place]) {
                    // Not a third time.
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
     * An allocation has failed, and no lock of the pool is held.
     *
     * @param again whether it may begin anew for another reason than ours
     * @return whether to begin it anew
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
                // It begins anew all the same: nobody else knows this error.
                Thread.onSpinWait();
            }
            return true;
        }
        try {
            // Whole chunks may become free, of this pool or of another.
            return again && thrown instanceof OutOfMemoryError && quarantine.giveBackAll();
        } catch (Throwable e) {
            return false;
        }
    }
}

package io.pageconsistency.agent.audit;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.StampedLock;

/**
 * Stops a pool for a moment by holding the pool's own lock.
 *
 * <p>If this thread already holds the lock, it may be in the middle of a change to the books, so nothing is done.
 */
final class Standstill {
    /**
     * The maximum time to wait for the lock, in milliseconds. Only a thread that has been suspended holds such a lock for longer.
     */
    private static final long PATIENCE = 20;

    /** The work that is done while the lock is held. */
    @FunctionalInterface
    interface Work {
        void run() throws Throwable;
    }

    private Standstill() {
    }

    /**
     * @param lock a {@code ReentrantLock}, a {@code StampedLock}, or any object for its monitor, which cannot be acquired with a
     *        timeout
     * @return whether the work was done
     */
    static boolean during(Object lock, Work work) throws Throwable {
        if (lock instanceof ReentrantLock reentrant) {
            return during(reentrant, work);
        }
        if (lock instanceof StampedLock stamped) {
            return during(stamped, work);
        }
        if (Thread.holdsLock(lock)) {
            return false;
        }
        synchronized (lock) {
            work.run();
        }
        return true;
    }

    private static boolean during(ReentrantLock lock, Work work) throws Throwable {
        if (lock.isHeldByCurrentThread() || !taken(lock)) {
            return false;
        }
        try {
            work.run();
        } finally {
            lock.unlock();
        }
        return true;
    }

    private static boolean taken(ReentrantLock lock) {
        try {
            return lock.tryLock(PATIENCE, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean during(StampedLock lock, Work work) throws Throwable {
        long stamp = taken(lock);
        if (stamp == 0) {
            return false;
        }
        try {
            work.run();
        } finally {
            lock.unlockWrite(stamp);
        }
        return true;
    }

    private static long taken(StampedLock lock) {
        try {
            return lock.tryWriteLock(PATIENCE, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }
}

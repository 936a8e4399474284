package io.pageconsistency.workloads;

import java.util.concurrent.locks.StampedLock;

import io.netty.buffer.ByteBufAllocator;

/** Makes every part of an adaptive allocator look as if another thread used it, as may happen at any time. */
final class BusyAllocator {
    private BusyAllocator() {
    }

    /** Runs a task while all locks are held that a thread tries to get. Threads do not wait for any of these locks. */
    static void during(ByteBufAllocator allocator, Runnable task) {
        try {
            Object direct = Internals.field(allocator, "direct");
            StampedLock growth = (StampedLock) Internals.field(direct, "magazineExpandLock");
            Object[] magazines = (Object[]) Internals.field(direct, "magazines");
            long growing = growth.writeLock();
            long[] stamps = new long[magazines.length];
            for (int i = 0; i < stamps.length; i++) {
                stamps[i] = lockOf(magazines[i]).writeLock();
            }
            task.run();
            for (int i = 0; i < stamps.length; i++) {
                lockOf(magazines[i]).unlockWrite(stamps[i]);
            }
            growth.unlockWrite(growing);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** In older releases a magazine is a lock, in newer ones it has a lock. */
    private static StampedLock lockOf(Object magazine) throws ReflectiveOperationException {
        return magazine instanceof StampedLock lock ? lock : (StampedLock) Internals.field(magazine, "allocationLock");
    }
}

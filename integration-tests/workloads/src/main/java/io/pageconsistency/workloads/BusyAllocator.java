package io.pageconsistency.workloads;

import java.util.concurrent.locks.StampedLock;

import io.netty.buffer.ByteBufAllocator;

/** An adaptive allocator of which every part is in use by some other thread, as it may be at any time. */
final class BusyAllocator {
    private BusyAllocator() {
    }

    /** Does something while all locks are held that a thread tries to get; it waits for none of them. */
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

    /** At first a magazine was a lock, later it has one. */
    private static StampedLock lockOf(Object magazine) throws ReflectiveOperationException {
        return magazine instanceof StampedLock lock ? lock : (StampedLock) Internals.field(magazine, "allocationLock");
    }
}

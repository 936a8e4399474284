package io.pageconsistency.workloads;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.concurrent.FastThreadLocalThread;

/**
 * An owner releases a buffer twice, the second time when another has got the same object (netty issues 12387, 14223, 6773). Then the
 * count refuses that other one, unless the object was not used again.
 */
public final class StaleRelease {
    private static final PooledByteBufAllocator POOL = new PooledByteBufAllocator(true);

    private StaleRelease() {
    }

    public static void main(String[] args) throws InterruptedException {
        // Objects are used again by threads that have caches.
        boolean[] same = new boolean[1];
        Thread worker = new FastThreadLocalThread(() -> same[0] = work(), "worker");
        worker.start();
        worker.join();
        new Outcome().with("sameObject", same[0]).print();
    }

    private static boolean work() {
        ByteBuf one = got();
        firstOwner(one);
        ByteBuf two = got();
        guilty(one);
        victim(two);
        return one == two;
    }

    private static ByteBuf got() {
        return POOL.directBuffer(256);
    }

    private static void firstOwner(ByteBuf buffer) {
        buffer.release();
    }

    private static void guilty(ByteBuf buffer) {
        try {
            buffer.release();
        } catch (IllegalReferenceCountException e) {
            // As it should be.
        }
    }

    private static void victim(ByteBuf buffer) {
        try {
            buffer.release();
        } catch (IllegalReferenceCountException e) {
            // Although it is his.
        }
    }
}

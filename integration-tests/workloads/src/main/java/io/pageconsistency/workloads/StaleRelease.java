package io.pageconsistency.workloads;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.concurrent.FastThreadLocalThread;

/**
 * An owner releases a buffer twice, the second time when another owner has already got the same buffer object (netty issues 12387,
 * 14223, 6773). Then the reference count refuses the innocent owner, unless the object was not recycled.
 */
public final class StaleRelease {
    private static final PooledByteBufAllocator POOL = new PooledByteBufAllocator(true);

    private StaleRelease() {
    }

    public static void main(String[] args) throws InterruptedException {
        // Only threads with caches recycle buffer objects.
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
            // Correct: this call is guilty.
        }
    }

    private static void victim(ByteBuf buffer) {
        try {
            buffer.release();
        } catch (IllegalReferenceCountException e) {
            // Happens although the buffer belongs to this owner.
        }
    }
}

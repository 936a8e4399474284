package org.example;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.pageconsistency.api.PageConsistency;
import io.pageconsistency.api.PageRegion;

/** An application that uses memory of every kind that is checked, and makes faults. It is loaded by a class loader of its own. */
public final class Deployment implements Runnable {
    private static final int BUFFERS = 100;

    /** A pool that a file describes. */
    static final class Pool {
        private final Deque<ByteBuffer> free = new ArrayDeque<>();

        ByteBuffer take() {
            ByteBuffer buffer = free.poll();
            return buffer == null ? ByteBuffer.allocateDirect(4096) : buffer;
        }

        void give(ByteBuffer buffer) {
            free.push(buffer);
        }
    }

    /** Uses buffers on a separate thread, because Netty's caches keep its classes as long as their thread lives. */
    @Override
    public void run() {
        Thread user = new Thread(Deployment::netty);
        user.start();
        try {
            user.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        described();
        told();
        ByteBuffer.allocateDirect(1 << 16);
    }

    private static void netty() {
        PooledByteBufAllocator pooled = PooledByteBufAllocator.DEFAULT;
        for (int i = 0; i < BUFFERS; i++) {
            pooled.heapBuffer(100 * i + 1).release();
            pooled.directBuffer(100 * i + 1).release();
        }
        // Lost as soon as the application is gone.
        pooled.heapBuffer(1 << 14);
        ByteBuf unpooled = UnpooledByteBufAllocator.DEFAULT.directBuffer(1 << 14);
        unpooled.release();
    }

    private static void described() {
        Pool pool = new Pool();
        ByteBuffer buffer = pool.take();
        pool.take();
        pool.give(buffer);
        pool.give(buffer);
    }

    private static void told() {
        PageRegion region = PageConsistency.region("own-words", 1 << 16, 1 << 12);
        region.handOut(2);
        long ticket = region.handOut(1);
        region.takeBack(1, 1, ticket);
        region.takeBack(1, 1, ticket);
    }
}

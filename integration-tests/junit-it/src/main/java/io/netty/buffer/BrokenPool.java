package io.netty.buffer;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A real pool that tests can misuse.
 *
 * <p>The class is in Netty's package because the methods it calls are package-private. They are the pool's own methods, called with
 * the arguments that a buggy program ends up passing. Each fault happens in a new pool. That pool is kept, because its collection
 * would cause findings of its own. Thread-safe.
 */
public final class BrokenPool {
    private static final int PAGE = 8 * 1024;
    private static final int ORDER = 9;
    private static final int SIZE = 8 * PAGE;
    private static final List<Object> KEPT = new CopyOnWriteArrayList<>();

    private BrokenPool() {
    }

    /** A pool without thread caches: released memory reaches the arena at once. */
    public static PooledByteBufAllocator healthy() {
        PooledByteBufAllocator pool = new PooledByteBufAllocator(true, 0, 1, PAGE, ORDER, 0, 0, false);
        KEPT.add(pool);
        return pool;
    }

    /** Gives 64 KiB back twice: a {@code DOUBLE_FREE}. */
    public static void freeTwice() {
        PooledByteBuf<ByteBuffer> buffer = take();
        PoolChunk<ByteBuffer> chunk = buffer.chunk;
        long handle = buffer.handle;
        int size = buffer.maxLength;
        buffer.release();
        try {
            chunk.arena.free(chunk, null, handle, size, null);
        } catch (AssertionError e) {
            // Surefire enables assertions, and one of Netty's may fail later with other memory.
        }
    }

    /** Gives a chunk back to the system while 64 KiB of it are held: a {@code REGION_CLOSED_IN_USE}. */
    public static void closeInUse() {
        PoolChunk<ByteBuffer> chunk = take().chunk;
        try {
            chunk.parent.destroy(chunk.arena);
        } catch (AssertionError e) {
            // As above.
        }
    }

    @SuppressWarnings("unchecked")
    private static PooledByteBuf<ByteBuffer> take() {
        ByteBuf innermost = healthy().directBuffer(SIZE);
        KEPT.add(innermost);
        // Netty wraps some buffers to detect leaks.
        while (innermost.unwrap() != null) {
            innermost = innermost.unwrap();
        }
        return (PooledByteBuf<ByteBuffer>) innermost;
    }
}

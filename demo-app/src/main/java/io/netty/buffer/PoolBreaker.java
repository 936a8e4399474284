package io.netty.buffer;

import java.nio.ByteBuffer;

import io.netty.util.internal.PlatformDependent;

/**
 * Access to the inside of a buffer from a real pool, and to the ways in which a program can misuse the pool.
 *
 * <p>The class is in Netty's package because the methods it calls are package-private. They are the pool's own methods, which its
 * buffers call, with the arguments that a buggy program ends up passing. Nothing of Netty is copied or replaced.
 *
 * <p>Not thread-safe.
 */
public final class PoolBreaker {
    private final ByteBuf buffer;
    private final PooledByteBuf<ByteBuffer> pooled;
    private final PoolArena<ByteBuffer> arena;
    private final PoolChunk<ByteBuffer> chunk;
    private final long handle;
    private final int size;

    /**
     * Reads the state of a buffer while it is alive. The state stays known after the buffer has forgotten it.
     *
     * @param buffer from the direct arenas of a {@link PooledByteBufAllocator}
     */
    @SuppressWarnings("unchecked")
    public PoolBreaker(ByteBuf buffer) {
        this.buffer = buffer;
        // Netty wraps some buffers to detect leaks.
        ByteBuf innermost = buffer;
        while (innermost.unwrap() != null) {
            innermost = innermost.unwrap();
        }
        pooled = (PooledByteBuf<ByteBuffer>) innermost;
        chunk = pooled.chunk;
        arena = chunk.arena;
        handle = pooled.handle;
        size = pooled.maxLength;
    }

    /** The address of the first byte of the chunk that the buffer was cut from. */
    public long chunkAddress() {
        return PlatformDependent.directBufferAddress(chunk.memory);
    }

    /** Gives the buffer back, as its holder should. */
    public void release() {
        buffer.release();
    }

    /** Gives the memory back to the arena by its handle, whether or not another buffer has it by now. */
    public void freeAgain() {
        arena.free(chunk, null, handle, size, null);
    }

    /**
     * Puts the memory into the calling thread's cache once more. Two threads that race in {@link ByteBuf#capacity(int)} leave a
     * cache in this state (netty issue 13461).
     */
    public void cacheAgain() {
        PoolThreadCache cache = arena.parent.threadCache();
        PoolArena.SizeClass sizeClass = PoolChunk.isSubpage(handle) ? PoolArena.SizeClass.Small : PoolArena.SizeClass.Normal;
        if (!cache.add(arena, chunk, null, handle, size, sizeClass)) {
            throw new IllegalStateException("the thread's cache does not take " + size + " bytes");
        }
    }

    /**
     * Makes the pool give all chunks of this chunk's list back to the system, as when an arena is torn down. Afterwards neither the
     * buffer nor the other buffers of these chunks may be read or written.
     */
    public void destroyChunks() {
        chunk.parent.destroy(arena);
    }
}

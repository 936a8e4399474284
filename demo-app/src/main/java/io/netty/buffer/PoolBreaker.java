package io.netty.buffer;

import java.nio.ByteBuffer;

import io.netty.util.internal.PlatformDependent;

/**
 * A buffer of a real pool, seen from inside, and the ways in which a program can misuse the pool through it.
 *
 * <p>It lives in Netty's package because what it calls is package-private there: the pool's own methods, the ones its
 * buffers call, with the same arguments as a buggy program ends up passing. Nothing of Netty is copied or replaced.
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
     * Looks at a buffer while it is alive; what is noted here stays known when the buffer has forgotten it.
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

    /** Gives the memory back to the arena by its handle, whoever has it now. */
    public void freeAgain() {
        arena.free(chunk, null, handle, size, null);
    }

    /**
     * Puts the memory into the calling thread's cache once more. Two threads that race in
     * {@link ByteBuf#capacity(int)} leave a cache like this behind (netty issue 13461).
     */
    public void cacheAgain() {
        PoolThreadCache cache = arena.parent.threadCache();
        PoolArena.SizeClass sizeClass = PoolChunk.isSubpage(handle) ? PoolArena.SizeClass.Small : PoolArena.SizeClass.Normal;
        if (!cache.add(arena, chunk, null, handle, size, sizeClass)) {
            throw new IllegalStateException("the thread's cache does not take " + size + " bytes");
        }
    }

    /**
     * Has the pool give all chunks of this one's list back to the system, as when an arena is torn down. Neither the buffer
     * nor any other of these chunks may be read or written from here on.
     */
    public void destroyChunks() {
        chunk.parent.destroy(arena);
    }
}

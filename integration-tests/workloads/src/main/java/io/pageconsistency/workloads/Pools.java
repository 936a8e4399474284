package io.pageconsistency.workloads;

import io.netty.buffer.PooledByteBufAllocator;

/** Pooled allocators, small enough that their chunks fill, empty and go. */
final class Pools {
    static final int PAGE = 8192;
    /** Chunks of 128 pages, 1 MiB. */
    private static final int ORDER = 7;
    static final int CHUNK = PAGE << ORDER;

    private Pools() {
    }

    /** With caches in every thread that allocates. */
    static PooledByteBufAllocator cached(int arenas, int alignment) {
        return new PooledByteBufAllocator(true, arenas, arenas, PAGE, ORDER, 64, 32, true, alignment);
    }

    /** Without: every release reaches the arena at once. */
    static PooledByteBufAllocator uncached(int arenas, int alignment) {
        return new PooledByteBufAllocator(true, arenas, arenas, PAGE, ORDER, 0, 0, false, alignment);
    }
}

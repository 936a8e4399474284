package io.pageconsistency.workloads;

import java.util.stream.Stream;

import io.netty.buffer.PoolArenaMetric;
import io.netty.buffer.PooledByteBufAllocator;

/** Pooled allocators with small chunks, so that chunks are filled, emptied and closed. */
final class Pools {
    static final int PAGE = 8192;
    /** Chunks of 128 pages, 1 MiB. */
    private static final int ORDER = 7;
    static final int CHUNK = PAGE << ORDER;
    /** For pools that are created by the hundred: 8 pages, 64 KiB. */
    private static final int SMALL_ORDER = 3;
    static final int SMALL_CHUNK = PAGE << SMALL_ORDER;

    private Pools() {
    }

    /** A pool with caches in every thread that allocates. */
    static PooledByteBufAllocator cached(int arenas, int alignment) {
        return new PooledByteBufAllocator(true, arenas, arenas, PAGE, ORDER, 64, 32, true, alignment);
    }

    /** How many pieces of its memory are not in the pool. Some of them may be in the caches of other threads. */
    static long inUse(PooledByteBufAllocator pool) {
        pool.trimCurrentThreadCache();
        return Stream.concat(pool.metric().directArenas().stream(), pool.metric().heapArenas().stream())
                .mapToLong(PoolArenaMetric::numActiveAllocations).sum();
    }

    /** A pool without thread caches: every release reaches the arena at once. */
    static PooledByteBufAllocator uncached(int arenas, int alignment) {
        return new PooledByteBufAllocator(true, arenas, arenas, PAGE, ORDER, 0, 0, false, alignment);
    }

    /** A pool with one arena of each kind and the smallest chunks. */
    static PooledByteBufAllocator small(boolean cached) {
        return new PooledByteBufAllocator(true, 1, 1, PAGE, SMALL_ORDER, cached ? 64 : 0, cached ? 32 : 0, cached, 0);
    }
}

package io.pageconsistency.demo.scenario;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.netty.buffer.PooledByteBufAllocator;

/**
 * Creates the pools that scenarios break.
 *
 * <p>They are kept until the program ends. If a broken pool were collected earlier, its finalizers would change its broken state in
 * the middle of the next scenario.
 */
final class Pools {
    private static final List<PooledByteBufAllocator> MADE = new CopyOnWriteArrayList<>();
    private static final int PAGE_SIZE = 8 * 1024;
    /** Makes chunks of 4 MiB, the default. */
    private static final int MAX_ORDER = 9;
    private static final int CACHED = 64;

    private Pools() {
    }

    /** A pool with one direct arena and without thread caches. Released memory goes to the arena at once. */
    static PooledByteBufAllocator withoutCaches() {
        return keep(new PooledByteBufAllocator(true, 0, 1, PAGE_SIZE, MAX_ORDER, 0, 0, false));
    }

    /** A pool with one direct arena whose users release into their thread's cache. */
    static PooledByteBufAllocator withCaches() {
        return keep(new PooledByteBufAllocator(true, 0, 1, PAGE_SIZE, MAX_ORDER, CACHED, CACHED, true));
    }

    private static PooledByteBufAllocator keep(PooledByteBufAllocator pool) {
        MADE.add(pool);
        return pool;
    }
}

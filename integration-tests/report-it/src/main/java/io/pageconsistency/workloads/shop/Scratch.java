package io.pageconsistency.workloads.shop;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PoolBreaker;

/** Memory for one computation, freed past the buffer's reference count, as code does that works with the pool's internals. */
final class Scratch {
    private static final int BYTES = 100_000;

    private final PoolBreaker memory;

    Scratch(ByteBufAllocator pool) {
        memory = new PoolBreaker(pool.directBuffer(BYTES));
    }

    void close() {
        memory.release();
    }

    /** Ignores that it may already be closed. */
    void abandon() {
        memory.freeAgain();
    }
}

package io.pageconsistency.workloads.shop;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Keeps the receipt of every tenth order, and copies of some of them, for ever. */
final class Receipts {
    private static final int EACH = 10;
    private static final int BYTES = 30_000;

    private final ByteBufAllocator pool;
    private final Queue<ByteBuf> kept = new ConcurrentLinkedQueue<>();

    Receipts(ByteBufAllocator pool) {
        this.pool = pool;
    }

    void keep(int order) {
        if (order % EACH == 0) {
            kept.add(print());
        }
        if (order % (3 * EACH) == 0) {
            archive();
        }
    }

    /** Keeps the copy that the law requires. */
    private void archive() {
        kept.add(print());
    }

    private ByteBuf print() {
        return pool.directBuffer(BYTES);
    }

    int count() {
        return kept.size();
    }
}

package io.pageconsistency.workloads.shop;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Keeps the pictures that customers upload, in two sizes. */
final class Uploads {
    private static final int EACH = 25;
    private static final int PICTURE_BYTES = 90_000;
    private static final int THUMBNAIL_BYTES = 12_000;

    private final ByteBufAllocator pool;
    private final Queue<ByteBuf> kept = new ConcurrentLinkedQueue<>();

    Uploads(ByteBufAllocator pool) {
        this.pool = pool;
    }

    void accept(int order) {
        if (order % EACH == 0) {
            kept.add(picture());
            kept.add(thumbnail());
        }
    }

    private ByteBuf picture() {
        return pool.directBuffer(PICTURE_BYTES);
    }

    private ByteBuf thumbnail() {
        return pool.directBuffer(THUMBNAIL_BYTES);
    }
}

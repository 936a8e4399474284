package io.pageconsistency.workloads.shop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** An order and the memory of its request. */
final class Order {
    private static final int[] BYTES = {40_000, 600, 9_000, 70_000, 2_500, 33_000};

    private final ByteBuf request;

    Order(ByteBufAllocator pool, int number) {
        request = pool.directBuffer(BYTES[number % BYTES.length]);
        request.writeLong(number);
    }

    void complete() {
        request.release();
    }

    void cancel() {
        request.release();
    }
}

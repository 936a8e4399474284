package io.pageconsistency.workloads.shop;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Keeps a little memory for each customer. */
final class Sessions {
    private static final int CUSTOMERS = 24;
    private static final int BYTES = 400;

    private final ByteBufAllocator pool;
    private final Map<Integer, ByteBuf> open = new ConcurrentHashMap<>();

    Sessions(ByteBufAllocator pool) {
        this.pool = pool;
    }

    void touch(int order) {
        open.computeIfAbsent(order % CUSTOMERS, any -> pool.directBuffer(BYTES));
    }

    int count() {
        return open.size();
    }
}

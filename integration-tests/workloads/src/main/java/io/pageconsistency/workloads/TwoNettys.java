package io.pageconsistency.workloads;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/** A Netty and another library's own copy of Netty. Both are used correctly, and then both are broken in the same way. */
public final class TwoNettys {
    private static final int ALLOCATIONS = 9_973;
    private static final int KEPT = 101;
    private static final int RUN = 5 * Pools.PAGE;
    private static final int KEEPERS = 3;

    /** Memory in the same chunk as the memory that is freed twice, so that the chunk is not closed. */
    private static final List<Object> KEPT_ALIVE = new ArrayList<>();

    private TwoNettys() {
    }

    public static void main(String[] args) {
        load(Pools.uncached(1, 0));
        load(shaded());
        new Outcome().with("after", "load").print();
        Found.during(() -> freeTwice(Pools.uncached(1, 0)));
        Found.during(() -> freeTwice(shaded()));
        new Outcome().print();
        // The broken pools are not used again.
        Runtime.getRuntime().exit(0);
    }

    private static io.grpc.netty.shaded.io.netty.buffer.PooledByteBufAllocator shaded() {
        return new io.grpc.netty.shaded.io.netty.buffer.PooledByteBufAllocator(true, 1, 1, Pools.PAGE, 7, 0, 0, false);
    }

    private static void load(PooledByteBufAllocator pool) {
        ArrayDeque<ByteBuf> kept = new ArrayDeque<>();
        for (int i = 0; i < ALLOCATIONS; i++) {
            kept.add(pool.directBuffer(1 + i));
            if (kept.size() > KEPT) {
                kept.poll().release();
            }
        }
        kept.forEach(ByteBuf::release);
    }

    private static void load(io.grpc.netty.shaded.io.netty.buffer.PooledByteBufAllocator pool) {
        ArrayDeque<io.grpc.netty.shaded.io.netty.buffer.ByteBuf> kept = new ArrayDeque<>();
        for (int i = 0; i < ALLOCATIONS; i++) {
            kept.add(pool.directBuffer(1 + i));
            if (kept.size() > KEPT) {
                kept.poll().release();
            }
        }
        kept.forEach(io.grpc.netty.shaded.io.netty.buffer.ByteBuf::release);
    }

    private static void freeTwice(PooledByteBufAllocator pool) {
        ByteBuf[] others = new ByteBuf[KEEPERS];
        Arrays.setAll(others, i -> pool.directBuffer(RUN));
        ByteBuf buffer = pool.directBuffer(RUN);
        Internals internals = Internals.of(buffer);
        buffer.release();
        internals.free();
        KEPT_ALIVE.add(others);
    }

    private static void freeTwice(io.grpc.netty.shaded.io.netty.buffer.PooledByteBufAllocator pool) {
        io.grpc.netty.shaded.io.netty.buffer.ByteBuf[] others = new io.grpc.netty.shaded.io.netty.buffer.ByteBuf[KEEPERS];
        Arrays.setAll(others, i -> pool.directBuffer(RUN));
        io.grpc.netty.shaded.io.netty.buffer.ByteBuf buffer = pool.directBuffer(RUN);
        Internals internals = Internals.of(buffer);
        buffer.release();
        internals.free();
        KEPT_ALIVE.add(others);
    }
}

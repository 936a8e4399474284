package io.pageconsistency.workloads;

import java.util.ArrayDeque;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/** A Netty and another library's own copy of one, both used, and then both broken in the same way. */
public final class TwoNettys {
    private static final int ALLOCATIONS = 9_973;
    private static final int KEPT = 101;
    private static final int RUN = 5 * Pools.PAGE;

    private TwoNettys() {
    }

    public static void main(String[] args) {
        PooledByteBufAllocator plain = Pools.uncached(1, 0);
        io.grpc.netty.shaded.io.netty.buffer.PooledByteBufAllocator shaded =
                new io.grpc.netty.shaded.io.netty.buffer.PooledByteBufAllocator(true, 1, 1, Pools.PAGE, 7, 0, 0, false);
        load(plain);
        load(shaded);
        System.out.println("HEALTHY");
        Found.during(() -> freeTwice(plain));
        Found.during(() -> freeTwice(shaded));
        new Outcome().print();
        // Nothing of the broken pools is looked at again.
        Runtime.getRuntime().exit(0);
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
        ByteBuf other = pool.directBuffer(RUN);
        ByteBuf buffer = pool.directBuffer(RUN);
        Internals internals = Internals.of(buffer);
        buffer.release();
        internals.free();
        other.touch();
    }

    private static void freeTwice(io.grpc.netty.shaded.io.netty.buffer.PooledByteBufAllocator pool) {
        io.grpc.netty.shaded.io.netty.buffer.ByteBuf other = pool.directBuffer(RUN);
        io.grpc.netty.shaded.io.netty.buffer.ByteBuf buffer = pool.directBuffer(RUN);
        Internals internals = Internals.of(buffer);
        buffer.release();
        internals.free();
        other.touch();
    }
}

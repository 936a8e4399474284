package io.pageconsistency.workloads;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * A program without the agent. What Netty itself records must be enough.
 *
 * <p>Arguments: {@code threads}; {@code steps} of each thread, with the pooled allocator and then with the adaptive one; {@code
 * fault}, whether memory is freed twice before that, so that two buffers get it.
 */
public final class NettyAlone {
    private static final int SLOT = 1_000;

    /** Held until the end, so that no other buffer gets their memory. */
    private static final List<Object> HELD = new ArrayList<>();

    private NettyAlone() {
    }

    public static void main(String[] args) throws Exception {
        Arguments arguments = new Arguments(args);
        if (arguments.flag("fault", false)) {
            givenToTwo();
        }
        int threads = arguments.number("threads", 3);
        int steps = arguments.number("steps", 1_999);
        new Churn(Pools.cached(2, 0), steps).run(threads);
        new Churn(adaptive(), steps).run(threads);
    }

    /** By reflection, because the oldest Netty that this is compiled with does not have it. */
    private static ByteBufAllocator adaptive() throws ReflectiveOperationException {
        return (ByteBufAllocator) Class.forName("io.netty.buffer.AdaptiveByteBufAllocator").getConstructor().newInstance();
    }

    /** Puts memory into the thread's cache twice, so that two buffers get it. */
    private static void givenToTwo() {
        PooledByteBufAllocator pool = Pools.cached(1, 0);
        HELD.add(pool);
        HELD.add(pool.directBuffer(SLOT));
        ByteBuf buffer = pool.directBuffer(SLOT);
        Internals internals = Internals.of(buffer);
        buffer.release();
        internals.free();
        HELD.add(pool.directBuffer(SLOT));
        HELD.add(pool.directBuffer(SLOT));
    }
}

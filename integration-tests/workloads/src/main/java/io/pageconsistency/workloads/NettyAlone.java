package io.pageconsistency.workloads;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * A program that knows nothing of the agent: what Netty itself records must do.
 *
 * <p>Arguments: {@code threads}, {@code steps} of each thread, with the pooled allocator and then with the adaptive one; {@code fault}:
 * whether memory is freed twice before that, so that two buffers get it.
 */
public final class NettyAlone {
    private static final int SLOT = 1_000;

    /** Until the end: what they have is nobody else's. */
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

    /** Which the oldest Netty that this is compiled with does not have. */
    private static ByteBufAllocator adaptive() throws ReflectiveOperationException {
        return (ByteBufAllocator) Class.forName("io.netty.buffer.AdaptiveByteBufAllocator").getConstructor().newInstance();
    }

    /** The cache of the thread takes the memory twice, and has it for two. */
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

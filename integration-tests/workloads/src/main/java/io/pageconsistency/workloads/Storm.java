package io.pageconsistency.workloads;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.IllegalReferenceCountException;

/**
 * Threads that misuse one pool as fast as they can. Each round has two root causes, a buffer that is released twice and memory that
 * is handed out twice, and one finding that follows from the second cause. The pool itself stays sound.
 *
 * <p>Arguments: {@code rounds} of all threads together; {@code threads}.
 */
public final class Storm {
    private static final int SIZE = 256;
    private static final int DEPTH = 20;

    private Storm() {
    }

    public static void main(String[] args) throws Exception {
        Arguments arguments = new Arguments(args);
        int threads = arguments.number("threads", 4);
        int rounds = arguments.number("rounds", 1_000) / threads;
        PooledByteBufAllocator pool = Pools.uncached(threads, 0);
        List<Thread> storm = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> misbehave(pool, rounds, DEPTH), "storm-" + i);
            thread.start();
            storm.add(thread);
        }
        for (Thread thread : storm) {
            thread.join();
        }
        new Outcome().with("rounds", rounds * threads).print();
    }

    /** Calls itself to get a stack as deep as that of a usual program. */
    private static void misbehave(PooledByteBufAllocator pool, int rounds, int depth) {
        if (depth > 0) {
            misbehave(pool, rounds, depth - 1);
            return;
        }
        for (int i = 0; i < rounds; i++) {
            releaseTwice(pool.directBuffer(SIZE));
            handOutThrice(pool.directBuffer(Pools.PAGE));
        }
    }

    private static void releaseTwice(ByteBuf buffer) {
        buffer.release();
        try {
            buffer.release();
            throw new IllegalStateException("released twice");
        } catch (IllegalReferenceCountException e) {
            // Netty notices the fault too.
        }
    }

    private static void handOutThrice(ByteBuf buffer) {
        Internals internals = Internals.of(buffer);
        internals.handOutAgain();
        internals.handOutAgain();
        buffer.release();
    }
}

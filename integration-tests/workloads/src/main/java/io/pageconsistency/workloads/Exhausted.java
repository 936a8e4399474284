package io.pageconsistency.workloads;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * A program that runs out of heap and out of stack again and again, in the middle of whatever the pool does at that moment,
 * and goes on.
 *
 * <p>What was interrupted may be lost to the pool; that is the program's own loss. A pool that was interrupted is not used
 * again: Netty notes a free run in several places one after the other, and where it came only to the first it gives out, some
 * operations later, what is in use, or fails. Prints how often which error came; with any other than those two the program ends
 * before its last line.
 */
public final class Exhausted {
    private static final int ROUNDS = 3;
    private static final int SMALL = 1_009;
    private static final int LARGE = 3 * Pools.PAGE;
    private static final int[] SIZES = {SMALL, LARGE, Pools.SMALL_CHUNK};
    private static final int TRIES = 101;
    private static final int BALLAST = 1 << 20;

    /** All that were used, up to the end, so that the collector does not add to what is lost. */
    private final List<Pool> pools = new ArrayList<>();
    private int heap;
    private int stack;
    private int tries;
    private Throwable unexpected;

    private Exhausted() {
    }

    public static void main(String[] args) throws InterruptedException {
        // Classes that are first used where there is no room for that are lost to a virtual machine for good.
        new Churn(Pools.cached(1, 0), SMALL).run(2);
        Exhausted program = new Exhausted();
        Thread thread = new Thread(null, program::run, "exhausted", 1 << 20);
        thread.start();
        thread.join();
        if (program.unexpected != null) {
            throw new IllegalStateException("not what was provoked", program.unexpected);
        }
        // Long after: new pools are as good as any.
        long allocations = new Churn(Pools.uncached(1, 0), SMALL).run(2);
        new Outcome().with("heap", program.heap).with("stack", program.stack).with("allocations", allocations).print();
    }

    private void run() {
        for (int round = 0; round < ROUNDS; round++) {
            boolean cached = round % 2 == 0;
            exhaustStack(newPools(TRIES, cached));
            exhaustHeap(newPools(Integer.numberOfTrailingZeros(BALLAST), cached));
        }
    }

    private List<Pool> newPools(int count, boolean cached) {
        List<Pool> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(new Pool(Pools.small(cached)));
        }
        pools.addAll(made);
        return made;
    }

    /** The pool wraps some errors in exceptions of its own; what has another cause is nothing that was provoked here. */
    private void count(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof StackOverflowError) {
            stack++;
        } else if (cause instanceof OutOfMemoryError) {
            heap++;
        } else {
            unexpected = error;
        }
    }

    /** As deep as it goes at first, and then again on the way back, with ever more room left. */
    private void exhaustStack(List<Pool> fresh) {
        tries = 0;
        try {
            descend(fresh);
        } catch (Throwable e) {
            count(e);
        }
    }

    private void descend(List<Pool> fresh) {
        try {
            descend(fresh);
        } finally {
            // After some hundreds of frames there is room enough for everything.
            if (tries < TRIES) {
                Pool pool = fresh.get(tries);
                pool.allocate(tries++);
                pool.releaseAll();
            }
        }
    }

    private void exhaustHeap(List<Pool> fresh) {
        List<Object> ballast = new ArrayList<>();
        int used = 0;
        int size = BALLAST;
        while (size > SMALL) {
            try {
                ballast.add(new byte[size]);
            } catch (OutOfMemoryError e) {
                heap++;
                size /= 2;
                Pool pool = fresh.get(used++);
                for (int i = 0; i < Pool.MOST; i++) {
                    pool.allocate(i);
                }
            }
        }
        // While there is still nothing left.
        for (int i = 0; i < used; i++) {
            fresh.get(i).releaseAll();
        }
        ballast.clear();
    }

    /** One pool and what was got of it; nothing is asked of it any more once it was interrupted. Allocates nothing itself. */
    private final class Pool {
        static final int MOST = 17;

        private final PooledByteBufAllocator allocator;
        private final ByteBuf[] buffers = new ByteBuf[1 + MOST];
        private int held;
        private boolean interrupted;

        /** With a chunk, so that it is not always the making of one that is interrupted. */
        Pool(PooledByteBufAllocator allocator) {
            this.allocator = allocator;
            buffers[held++] = allocator.directBuffer(LARGE);
        }

        /** Slots, runs and whole chunks in turn, and every other time on the heap. */
        void allocate(int turn) {
            if (!interrupted) {
                try {
                    int size = SIZES[turn % SIZES.length];
                    buffers[held] = turn % 2 == 0 ? allocator.directBuffer(size) : allocator.heapBuffer(size);
                    held++;
                } catch (Throwable e) {
                    interrupted = true;
                    count(e);
                }
            }
        }

        void releaseAll() {
            while (held > 0 && !interrupted) {
                try {
                    buffers[--held].release();
                } catch (Throwable e) {
                    interrupted = true;
                    count(e);
                }
            }
        }
    }
}

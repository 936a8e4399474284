package io.pageconsistency.workloads;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * A program that runs out of heap and of stack again and again, in the middle of any operation of the pool, and goes on.
 *
 * <p>An interrupted operation may lose memory for the pool, which is the program's own loss. A pool that was interrupted is not
 * used again. Netty notes a free run in several places one after the other. If it noted only the first, it fails some operations
 * later, or hands out memory that is in use. The program prints how many times each error came. Any other error ends the program
 * before its last line.
 */
public final class Exhausted {
    private static final int ROUNDS = 3;
    private static final int SMALL = 1_009;
    private static final int LARGE = 3 * Pools.PAGE;
    private static final int[] SIZES = {SMALL, LARGE, Pools.SMALL_CHUNK};
    private static final int TRIES = 101;
    private static final int BALLAST = 1 << 20;

    /** All pools that were used. They are kept until the end, so that the garbage collector does not add to the losses. */
    private final List<Pool> pools = new ArrayList<>();
    private int heap;
    private int stack;
    private int tries;
    private Throwable unexpected;

    private Exhausted() {
    }

    public static void main(String[] args) throws InterruptedException {
        // Uses all classes once. A class that is first initialised without enough memory stays unusable in that virtual machine.
        new Churn(Pools.cached(1, 0), SMALL).run(2);
        Exhausted program = new Exhausted();
        Thread thread = new Thread(null, program::run, "exhausted", 1 << 20);
        thread.start();
        thread.join();
        if (program.unexpected != null) {
            throw new IllegalStateException("not what was provoked", program.unexpected);
        }
        // New pools must still work afterwards.
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

    /** Counts an error. The pool wraps some errors in its own exceptions. An error with any other cause was not provoked here. */
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

    /** Calls itself until the stack is full, and then uses the pool on the way back, with more and more room on the stack. */
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
            // After some hundreds of frames there is room enough for every operation.
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
        // Releases while the heap is still full.
        for (int i = 0; i < used; i++) {
            fresh.get(i).releaseAll();
        }
        ballast.clear();
    }

    /** One pool and its buffers. The pool is not used again after an interruption. This class allocates nothing itself. */
    private final class Pool {
        static final int MOST = 17;

        private final PooledByteBufAllocator allocator;
        private final ByteBuf[] buffers = new ByteBuf[1 + MOST];
        private int held;
        private boolean interrupted;

        /** Begins with a chunk, so that the interrupted operation is not always the creation of one. */
        Pool(PooledByteBufAllocator allocator) {
            this.allocator = allocator;
            buffers[held++] = allocator.directBuffer(LARGE);
        }

        /** Allocates slots, runs and whole chunks in turn, every other time on the heap. */
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

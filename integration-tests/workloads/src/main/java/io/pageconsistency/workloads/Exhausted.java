package io.pageconsistency.workloads;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * A program that runs out of heap and out of stack again and again, in the middle of whatever the pool does at that moment,
 * and goes on.
 *
 * <p>What was interrupted may be lost to the pool; that is the program's own loss. Prints how often which error came; with
 * any other than those two the program ends before its last line.
 */
public final class Exhausted {
    private static final int ROUNDS = 3;
    private static final int SMALL = 1_009;
    private static final int LARGE = 5 * Pools.PAGE;
    private static final int TRIES = 101;
    private static final int BALLAST = 1 << 20;

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
        // Long after: pools that only had bad luck are as good as any.
        PooledByteBufAllocator pool = Pools.uncached(1, 0);
        long allocations = new Churn(pool, SMALL).run(2);
        new Outcome().with("heap", program.heap).with("stack", program.stack).with("allocations", allocations).print();
    }

    private void run() {
        for (int round = 0; round < ROUNDS; round++) {
            PooledByteBufAllocator pool = round % 2 == 0 ? Pools.cached(1, 0) : Pools.uncached(1, 0);
            try {
                exhaustStack(pool);
                exhaustHeap(pool);
            } catch (Throwable e) {
                count(e);
            }
        }
    }

    /** The pool wraps some errors in exceptions of its own; what has another cause is nothing that was provoked here. */
    private void count(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        // An overflow between a chunk's making and its being put into a list leaves Netty with a chunk that is in none.
        boolean withoutList = cause instanceof NullPointerException && cause.getStackTrace()[0].getMethodName().equals("freeChunk");
        if (cause instanceof StackOverflowError || withoutList) {
            stack++;
        } else if (cause instanceof OutOfMemoryError) {
            heap++;
        } else {
            unexpected = error;
        }
    }

    /** As deep as it goes at first, and then again on the way back, with ever more room left. */
    private void exhaustStack(PooledByteBufAllocator pool) {
        ByteBuf keepsTheChunk = pool.directBuffer(LARGE);
        tries = 0;
        try {
            descend(pool);
        } catch (Throwable e) {
            count(e);
        }
        keepsTheChunk.release();
    }

    private void descend(PooledByteBufAllocator pool) {
        try {
            descend(pool);
        } finally {
            // After some hundreds of frames there is room enough for everything.
            if (tries < TRIES) {
                use(pool, tries++);
            }
        }
    }

    private void use(PooledByteBufAllocator pool, int salt) {
        ByteBuf buffer = null;
        try {
            buffer = pool.directBuffer(salt % 2 == 0 ? SMALL : LARGE);
        } catch (Throwable e) {
            count(e);
        }
        try {
            if (buffer != null) {
                buffer.release();
            }
        } catch (Throwable e) {
            count(e);
        }
    }

    private void exhaustHeap(PooledByteBufAllocator pool) {
        List<Object> ballast = new ArrayList<>();
        List<ByteBuf> buffers = new ArrayList<>();
        int size = BALLAST;
        while (size > SMALL) {
            try {
                ballast.add(new byte[size]);
            } catch (OutOfMemoryError e) {
                heap++;
                size /= 2;
                allocate(pool, buffers);
            }
        }
        // While there is still nothing left, not even for an iterator.
        for (int i = 0; i < buffers.size(); i++) {
            try {
                buffers.get(i).release();
            } catch (Throwable e) {
                count(e);
            }
        }
        ballast.clear();
    }

    private void allocate(PooledByteBufAllocator pool, List<ByteBuf> buffers) {
        try {
            for (int i = 0; i < 17; i++) {
                buffers.add(i % 2 == 0 ? pool.heapBuffer(SMALL) : pool.directBuffer(LARGE));
            }
        } catch (Throwable e) {
            count(e);
        }
    }
}

package io.pageconsistency.workloads;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

import io.pageconsistency.PageConsistency;
import io.pageconsistency.hooks.PoolHooks;
import io.pageconsistency.nativememory.NativeBlock;

/**
 * Operations on the native memory below a pool.
 *
 * <p>Argument {@code what}: {@code healthy} traffic of many threads; a {@code buffer} that is freed while its pool has pages out,
 * or {@code collected}; a block that is freed by an address {@code inside} it, or {@code twice}.
 */
public final class NativeMemory {
    private static final int PAGE = 4_096;
    private static final int PAGES = 16;
    private static final int THREADS = 4;
    private static final int ROUNDS = 20_000;

    private NativeMemory() {
    }

    public static void main(String[] args) throws InterruptedException {
        Outcome outcome = new Outcome();
        switch (new Arguments(args).text("what", "")) {
            case "healthy" -> healthy(outcome);
            case "buffer" -> Found.during(NativeMemory::freedUnderAPool);
            case "collected" -> Found.during(NativeMemory::collectedWithItsPool);
            case "inside" -> freedInside();
            case "twice" -> freedTwice();
            default -> throw new IllegalArgumentException(List.of(args).toString());
        }
        outcome.print();
    }

    private static void freedUnderAPool() {
        ByteBuffer memory = ByteBuffer.allocateDirect(PAGES * PAGE);
        Object pool = new Object();
        poolOver(memory, pool);
        PoolHooks.handedOut(pool, 3, 2, 3 * PAGE, 2 * PAGE);
        freeMemoryOfThePool(memory);
        // The next buffer may get the same address, but has nothing to do with the first.
        ByteBuffer next = ByteBuffer.allocateDirect(PAGES * PAGE);
        poolOver(next, pool);
        PoolHooks.handedOut(pool, 3, 2, 3 * PAGE, 2 * PAGE);
        PoolHooks.takingBack(pool, 3, 2);
        Native.free(next);
    }

    private static void freeMemoryOfThePool(ByteBuffer memory) {
        Native.free(memory);
    }

    private static void poolOver(ByteBuffer memory, Object pool) {
        PoolHooks.opened("pool", pool, memory, 0, PAGES * PAGE, PAGE, false);
    }

    private static void collectedWithItsPool() {
        for (int i = 0; i < 10; i++) {
            Object pool = new Object();
            poolOver(ByteBuffer.allocateDirect(PAGES * PAGE), pool);
            PoolHooks.handedOut(pool, 3, 2, 3 * PAGE, 2 * PAGE);
        }
        while (PageConsistency.leaks() < 10) {
            System.gc();
            Thread.onSpinWait();
        }
    }

    /**
     * Frees an address in the middle of zeros, which no allocator takes for the header of a block. The former contents might look
     * like one.
     */
    private static void freedInside() {
        long address = Native.allocate(PAGES * PAGE);
        Native.clear(address, PAGES * PAGE);
        Native.free(address + PAGE);
    }

    private static void freedTwice() {
        long address = Native.allocate(PAGE);
        Native.free(address);
        Native.free(address);
    }

    private static void healthy(Outcome outcome) throws InterruptedException {
        AtomicLong wrong = new AtomicLong();
        long before = Insides.nativeMemory().blocks();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            SplittableRandom random = new SplittableRandom(i);
            Thread thread = new Thread(() -> wrong.addAndGet(traffic(random)));
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        // Not below zero: the JDK may have freed a block of its own meanwhile.
        outcome.with("wrong", wrong).with("left", Math.max(0, Insides.nativeMemory().blocks() - before));
    }

    /** @return how many blocks were not recorded correctly */
    private static long traffic(SplittableRandom random) {
        long wrong = 0;
        long[] blocks = new long[256];
        long[] sizes = new long[blocks.length];
        for (int round = 0; round < ROUNDS; round++) {
            int i = random.nextInt(blocks.length);
            long size = 8L << random.nextInt(13);
            if (blocks[i] == 0) {
                blocks[i] = Native.allocate(size);
                sizes[i] = size;
            } else if (random.nextBoolean()) {
                blocks[i] = Native.reallocate(blocks[i], size);
                sizes[i] = size;
            } else {
                Native.free(blocks[i]);
                blocks[i] = 0;
            }
            wrong += blocks[i] == 0 || isKnown(blocks[i], sizes[i], random) ? 0 : 1;
            if (round % 16 == 0) {
                Native.free(ByteBuffer.allocateDirect((int) size));
            }
        }
        for (long block : blocks) {
            Native.free(block);
        }
        return wrong;
    }

    private static boolean isKnown(long base, long size, SplittableRandom random) {
        NativeBlock block = Insides.nativeMemory().at(base + random.nextLong(size));
        return block != null && block.base() == base && block.size() == size;
    }
}

package io.pageconsistency.workloads;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.pageconsistency.PageConsistency;

/**
 * Bugs that released versions of Netty had. They are provoked with public methods only, and with an arena's lock.
 *
 * <p>Arguments: {@code bug}, which is {@code alignment} (netty issue 11101), {@code element-size} (11955), {@code thread-cache}
 * (12749), {@code adaptive-contention} (fixed as a side effect of 14273), {@code failed-allocation} (14314), {@code one-off}
 * (14298) or {@code capacity} (13461), which ends with the first violation; {@code seconds}, how long {@code capacity} may try.
 */
public final class KnownBugs {
    private static final int ALIGNMENT = 64;
    private static final int RUNS = 23;
    private static final int PAGES_OF_RUN = 5;
    private static final int THREADS = 7;
    private static final int SLOT = 300;
    /** More than the limit: the adaptive allocator asks the system for ten times as much. */
    private static final int TOO_MUCH = 1 << 20;

    private KnownBugs() {
    }

    public static void main(String[] args) {
        Arguments arguments = new Arguments(args);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(arguments.number("seconds", 3));
        Runnable bug = switch (arguments.text("bug", "")) {
            case "alignment" -> KnownBugs::alignment;
            case "element-size" -> KnownBugs::elementSize;
            case "thread-cache" -> KnownBugs::threadCache;
            case "adaptive-contention" -> KnownBugs::adaptiveContention;
            case "failed-allocation" -> KnownBugs::failedAllocation;
            case "one-off" -> KnownBugs::oneOff;
            default -> () -> capacity(deadline);
        };
        Found.during(bug);
        new Outcome().print();
        // The end of a broken pool is of no interest, and it may keep the program from ending.
        Runtime.getRuntime().exit(0);
    }

    /**
     * With an alignment, slots were moved by the offset of the chunk's first page, and runs were not. A buffer with its own chunk
     * was at the right place.
     */
    private static void alignment() {
        PooledByteBufAllocator pool = Pools.uncached(1, ALIGNMENT);
        for (int i = 0; i < RUNS; i++) {
            pool.directBuffer(2 * Pools.CHUNK + i).release();
        }
        ByteBuf[] runs = new ByteBuf[RUNS];
        for (int i = 0; i < runs.length; i++) {
            runs[i] = pool.directBuffer(PAGES_OF_RUN * Pools.PAGE);
        }
        for (ByteBuf run : runs) {
            run.release();
        }
    }

    /**
     * With an alignment, a slot was looked up by its aligned size and created by another size. So a user who got a slot of 16 bytes
     * from the thread's cache as one of 64 bytes could write into the next slot.
     */
    private static void elementSize() {
        PooledByteBufAllocator pool = Pools.cached(1, ALIGNMENT);
        ByteBuf first = pool.directBuffer(0, 2 * Pools.PAGE);
        ByteBuf next = pool.directBuffer(0, 2 * Pools.PAGE);
        first.capacity(16);
        next.capacity(16);
        first.capacity(17);
        next.capacity(18);
        first.release();
        next.release();
    }

    /** Memory that a thread had taken before it ended went back into that thread's cache, which is never used again. */
    private static void threadCache() {
        PooledByteBufAllocator pool = Pools.cached(1, 0);
        List<ByteBuf> all = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            // Netty's own kind of thread frees its cache when it ends.
            Thread thread = new FastThreadLocalThread(() -> {
                all.add(pool.directBuffer(SLOT));
                all.add(pool.heapBuffer(SLOT));
                all.add(pool.directBuffer(2 * Pools.PAGE));
            }, "ended-" + i);
            thread.start();
            join(thread);
        }
        all.forEach(ByteBuf::release);
        System.out.println("RELEASED " + all.size());
    }

    /**
     * A thread that found the adaptive allocator busy got a buffer of another kind, and the buffer object that was meant for it was
     * released. That object still had a chunk from an earlier use, so this chunk was released once too often.
     */
    private static void adaptiveContention() {
        ByteBufAllocator pool = AdaptivePools.cached(false);
        List<ByteBuf> all = new ArrayList<>();
        // Netty's own kind of thread recycles buffer objects: the first one, and then one of several.
        Thread thread = new FastThreadLocalThread(() -> {
            ByteBuf first = pool.directBuffer(SLOT);
            all.add(pool.directBuffer(SLOT));
            first.release();
            BusyAllocator.during(pool, () -> all.add(pool.directBuffer(SLOT)));
        }, "contender");
        thread.start();
        join(thread);
        all.forEach(ByteBuf::release);
    }

    /**
     * The adaptive allocator gave up its chunk before it asked for a larger one, and went on using it if there was none. So each
     * refusal took the memory of one of the chunk's buffers.
     */
    private static void failedAllocation() {
        ByteBufAllocator pool = AdaptivePools.cached(false);
        ByteBuf one = pool.directBuffer(SLOT);
        refused(pool);
        ByteBuf two = pool.directBuffer(SLOT);
        refused(pool);
        refused(pool);
        ByteBuf three = pool.directBuffer(SLOT);
        one.setInt(0, 1);
        three.setInt(0, 3);
        System.out.println("READ " + one.getInt(0));
        three.release();
        two.release();
        one.release();
    }

    /** Asks for more memory than there is. */
    private static void refused(ByteBufAllocator pool) {
        try {
            pool.directBuffer(TOO_MUCH);
            throw new IllegalStateException("there was room for " + TOO_MUCH + " bytes");
        } catch (OutOfMemoryError e) {
            System.out.println("REFUSED");
        }
    }

    /** A buffer that grew while the adaptive allocator was busy got its own chunk, which was never given back. */
    private static void oneOff() {
        ByteBufAllocator pool = AdaptivePools.cached(false);
        long before = 0;
        for (int i = 0; i <= RUNS; i++) {
            ByteBuf buffer = pool.directBuffer(SLOT);
            BusyAllocator.during(pool, () -> buffer.capacity(9 * SLOT));
            buffer.release();
            before = i == 0 ? used(pool) : before;
        }
        System.out.println("LOST " + (used(pool) - before));
    }

    private static long used(ByteBufAllocator pool) {
        return ((ByteBufAllocatorMetricProvider) pool).metric().usedDirectMemory();
    }

    /**
     * Two threads resize one buffer at the same time, as two users of a shared buffer may do by mistake.
     *
     * <p>They do not meet by chance. Both need a run, and for that the arena's lock. This method holds the lock until both wait for
     * it, so both have read the old state of the buffer.
     */
    private static void capacity(long deadline) {
        PooledByteBufAllocator pool = Pools.uncached(1, 0);
        while (System.nanoTime() < deadline && PageConsistency.violations() == 0) {
            ByteBuf shared = pool.heapBuffer(Pools.PAGE);
            Thread one = new Thread(() -> resize(shared, 5 * Pools.PAGE), "one");
            Thread other = new Thread(() -> resize(shared, 7 * Pools.PAGE), "other");
            Internals.of(shared).inItsLock(() -> {
                one.start();
                other.start();
                awaitWaiting(one);
                awaitWaiting(other);
            });
            join(one);
            join(other);
            shared.release();
        }
    }

    private static void resize(ByteBuf shared, int capacity) {
        try {
            shared.capacity(capacity);
        } catch (RuntimeException | AssertionError e) {
            // The pool may notice the fault in its own way, which is not the subject here.
        }
    }

    /** Waits until a thread waits. It may wait for something else, for example a class; then a later round succeeds. */
    private static void awaitWaiting(Thread thread) {
        while (thread.getState() == Thread.State.RUNNABLE) {
            Thread.yield();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts here", e);
        }
    }
}

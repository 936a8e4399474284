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
 * What released Nettys really did wrong, provoked with nothing but their public methods, and an arena's lock.
 *
 * <p>Argument {@code bug}: {@code alignment} (netty issue 11101), {@code element-size} (11955), {@code thread-cache} (12749),
 * {@code adaptive-contention} (mended in passing by 14273), {@code failed-allocation} (14314), {@code one-off} (14298) or
 * {@code capacity} (13461), which ends with the first violation; {@code seconds}: how long that may try.
 */
public final class KnownBugs {
    private static final int ALIGNMENT = 64;
    private static final int RUNS = 23;
    private static final int PAGES_OF_RUN = 5;
    private static final int THREADS = 7;
    private static final int SLOT = 300;
    /** The adaptive allocator asks for ten times as much. */
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
        // What a broken pool does at the end of its life is of no interest, and it may not end by itself.
        Runtime.getRuntime().exit(0);
    }

    /**
     * With an alignment asked for, slots were moved by what the chunk's first page was, and runs were not. A buffer with a chunk of
     * its own was where it should be.
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
     * With an alignment asked for, a slot was found by its aligned size and made by another: who took one of 16 bytes out of the
     * thread's cache as one of 64 could write into the next.
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

    /**
     * Memory taken by a thread that has ended since went into that thread's cache, which is never used again.
     */
    private static void threadCache() {
        PooledByteBufAllocator pool = Pools.cached(1, 0);
        List<ByteBuf> all = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            // Of Netty's own kind, which frees its cache when it ends.
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
     * Who found the adaptive allocator busy was given a buffer of its own kind no more, and the object meant for that was released. But
     * it had a chunk from an earlier use, which so was released once more than it was used.
     */
    private static void adaptiveContention() {
        ByteBufAllocator pool = AdaptivePools.cached(false);
        List<ByteBuf> all = new ArrayList<>();
        // Of Netty's own kind, which uses its buffer objects again; the first, and then one of so many.
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
     * The adaptive allocator gave its chunk up before it asked for a larger one, and went on with it when there was none to be had. So
     * each refusal took from the chunk what one of its buffers had.
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

    /** There must be no room for it. */
    private static void refused(ByteBufAllocator pool) {
        try {
            pool.directBuffer(TOO_MUCH);
            throw new IllegalStateException("there was room for " + TOO_MUCH + " bytes");
        } catch (OutOfMemoryError e) {
            System.out.println("REFUSED");
        }
    }

    /** A buffer that grew while the adaptive allocator was busy got a chunk of its own, which nobody gave back. */
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
     * Two threads that both resize one buffer, as two users of a shared one do by mistake.
     *
     * <p>When they meet is not left to luck: what they need is kept from them until both have come for it, and so have read what
     * the buffer had before. Both ask for runs, which are not to be had without the arena's lock.
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
            // The pool may notice in its own way what was done to it; that is not what is looked for here.
        }
    }

    /** It may wait for something else, a class for instance; then the next round is the one. */
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

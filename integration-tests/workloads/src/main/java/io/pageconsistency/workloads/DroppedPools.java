package io.pageconsistency.workloads;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import io.netty.buffer.PooledByteBufAllocator;
import io.pageconsistency.PageConsistency;

/**
 * Pools that are used by threads, and dropped together with them. The program waits until the garbage collector has taken all of
 * them.
 *
 * <p>Arenas and thread caches are closed by finalizers, or cleaners, in any order. All buffers are released before, so none of that
 * is a fault.
 *
 * <p>Not for a Netty that frees memory by {@code Unsafe}: when a pool's arena is finalized before a dead thread's cache of it,
 * Netty frees the same chunk twice (seen without any agent on 4.1.115, where the C library ends the process). A buffer's cleaner,
 * which Netty uses by default, ignores the second call.
 */
final class DroppedPools {
    private static final int POOLS = 13;
    private static final int THREADS = 3;
    private static final int STEPS = 1_009;
    private static final long DEADLINE_NANOS = 300_000_000_000L;
    private static final long PAUSE_MILLIS = 20;

    private DroppedPools() {
    }

    static void run(int alignment, Outcome outcome) throws InterruptedException, ExecutionException {
        int before = PageConsistency.regions();
        ReferenceQueue<Object> collected = new ReferenceQueue<>();
        List<WeakReference<Object>> pools = new ArrayList<>();
        for (int i = 0; i < POOLS; i++) {
            pools.add(new WeakReference<>(use(i, alignment), collected));
        }
        int opened = PageConsistency.regions() - before;
        int left = pools.size();
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while ((left > 0 || PageConsistency.regions() > before) && System.nanoTime() < deadline) {
            System.gc();
            for (Object pool = collected.remove(PAUSE_MILLIS); pool != null; pool = collected.poll()) {
                left--;
            }
        }
        // The references must stay reachable: a reference that is itself collected is never enqueued.
        Reference.reachabilityFence(pools);
        outcome.with("poolsLeft", left);
        outcome.with("regionsDropped", opened);
        outcome.with("regionsLeft", PageConsistency.regions() - before);
    }

    /**
     * Uses the pool on other threads only, because older releases of Netty remember the buffers that a living thread has released.
     */
    private static PooledByteBufAllocator use(int number, int alignment)
            throws InterruptedException, ExecutionException {
        PooledByteBufAllocator pool = number % 2 == 0 ? Pools.cached(2, alignment) : Pools.uncached(2, alignment);
        FutureTask<Long> use = new FutureTask<>(() -> new Churn(pool, STEPS, 1).run(THREADS));
        new Thread(use, "user-of-pool-" + number).start();
        use.get();
        return pool;
    }
}

package io.pageconsistency.workloads;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;

/**
 * Makes the pooled allocator lose its own memory: reflection claims memory, or takes it out of a thread's cache, and drops it.
 *
 * <p>Prints the same lines as {@link BookFaults}, for the scenarios that this release allows: 4.1.52 does not cache runs.
 */
public final class LostInPool {
    private static final int PAGES = 5;
    private static final int RUN = PAGES * Pools.PAGE;
    private static final int SLOT = 1_024;
    private static final int CACHED_RUN = 4 * Pools.PAGE;
    private static final List<Object> KEPT = new ArrayList<>();

    private LostInPool() {
    }

    public static void main(String[] args) {
        // Otherwise the leak detector would wrap some of the buffers whose internals are read.
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        Map<String, Supplier<String>> all = new LinkedHashMap<>();
        all.put("healthy", () -> {
            Pool pool = new Pool();
            pool.cached(SLOT);
            pool.cached(CACHED_RUN);
            return "nothing";
        });
        all.put("claimed-and-forgotten", () -> {
            Pool pool = new Pool();
            long handle = (long) Internals.call(pool.chunk(), "allocateRun", RUN);
            return Internals.pageOf(handle) + " " + PAGES + " -1";
        });
        all.put("slot-that-the-cache-forgot", () -> {
            Pool pool = new Pool();
            Internals freed = pool.cached(SLOT);
            pool.forgetCached();
            return freed.page() + " 1 " + freed.slot();
        });
        all.put("run-that-the-cache-forgot", () -> {
            Pool pool = new Pool();
            Internals freed = pool.cached(CACHED_RUN);
            return pool.forgetCached() == 0 ? null : freed.page() + " 4 -1";
        });
        int scenarios = 0;
        for (Map.Entry<String, Supplier<String>> each : all.entrySet()) {
            String memory = each.getValue().get();
            if (memory != null) {
                BookFaults.scenario(each.getKey(), () -> { }, memory);
                scenarios++;
            }
        }
        new Outcome().with("scenarios", scenarios).print();
    }

    /** A pool with thread caches and a buffer in use. */
    private static final class Pool {
        private final PooledByteBufAllocator pool = Pools.cached(1, 0);
        private final ByteBuf used = pool.directBuffer(SLOT);
        private final Internals inside = Internals.of(used);

        Pool() {
            KEPT.add(this);
        }

        Object chunk() {
            return inside.chunk();
        }

        /** Puts memory into the cache. Returns its internals. */
        Internals cached(int size) {
            ByteBuf buffer = pool.directBuffer(size);
            Internals inside = Internals.of(buffer);
            buffer.release();
            return inside;
        }

        /** Drops everything in the cache without giving it back to the chunk. Returns the number of dropped pieces. */
        int forgetCached() {
            int forgotten = 0;
            try {
                Object cache = Internals.field(used, "cache");
                for (String sizes : List.of("smallSubPageDirectCaches", "normalDirectCaches")) {
                    for (Object each : (Object[]) Internals.field(cache, sizes)) {
                        if (each != null) {
                            Collection<?> queue = (Collection<?>) Internals.field(each, "queue");
                            forgotten += queue.size();
                            queue.clear();
                        }
                    }
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
            return forgotten;
        }
    }
}

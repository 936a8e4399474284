package io.pageconsistency.workloads;

import io.netty.buffer.PooledByteBufAllocator;

/**
 * A program that uses a pool in every correct way.
 *
 * <p>Arguments: {@code cached}, whether there are thread caches; {@code alignment}; {@code threads}; {@code steps} of each thread;
 * {@code dropped}, whether {@linkplain DroppedPools pools are dropped} too.
 */
public final class HealthyLoad {
    private HealthyLoad() {
    }

    public static void main(String[] args) throws Exception {
        Arguments arguments = new Arguments(args);
        boolean cached = arguments.flag("cached", true);
        int alignment = arguments.number("alignment", 0);
        int threads = arguments.number("threads", 5);
        int steps = arguments.number("steps", 99_991);

        Outcome outcome = new Outcome();
        if (arguments.flag("dropped", true)) {
            DroppedPools.run(alignment, outcome);
        }
        KnownHoldings.compare(Pools.uncached(1, alignment), outcome);
        PooledByteBufAllocator pool = cached ? Pools.cached(2, alignment) : Pools.uncached(2, alignment);
        outcome.with("allocations", new Churn(pool, steps).run(threads));
        outcome.print();
    }
}

package io.pageconsistency.benchmarks.pairs;

import java.lang.invoke.MethodHandles;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import io.pageconsistency.PageConsistency;
import io.pageconsistency.Share;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.hooks.HandleHooks;
import io.pageconsistency.hooks.NettyHandle;
import io.pageconsistency.hooks.PoolHooks;
import io.pageconsistency.region.Region;
import io.pageconsistency.tracking.RegionCarrier;

/** A hand-out and its take-back through the hooks that woven code calls. Includes all but the weaving itself. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HookPair {
    private static final int PAGES = 512;
    private static final int PAGE_SIZE = 8192;
    private static final int SLOTS = 32;
    private static final int SLOT_SIZE = 256;

    /** Replaces a pool's chunk; it has the field that the agent adds. */
    private static final class Chunk implements RegionCarrier {
        private Region region;

        @Override
        public Region pageConsistencyRegion() {
            return region;
        }

        @Override
        public void pageConsistencyRegion(Region other) {
            region = other;
        }
    }

    @Param({"OFF", "SAMPLED"})
    public Share stacks;

    private Chunk chunk;
    private int next;

    @Setup
    public void open() {
        Checker.ofThisJvm(MethodHandles.lookup()).ledger().parties().mode(stacks);
        chunk = new Chunk();
        PoolHooks.opened("benchmark", chunk, null, 0, (long) PAGES * PAGE_SIZE, PAGE_SIZE, true);
        PoolHooks.reserved(chunk, 0, PAGES);
        for (int slot = 0; slot < SLOTS; slot++) {
            PoolHooks.slotReserved(chunk, 0, 1, SLOTS, SLOT_SIZE, slot);
        }
    }

    @TearDown
    public void verify() {
        if (PageConsistency.violations() + PageConsistency.swallowedErrors() != 0) {
            throw new IllegalStateException("a healthy pair was reported");
        }
    }

    /** Uses four pages, or 32 KiB. */
    @Benchmark
    public void fourPages() {
        next = next + 4 & PAGES - 1;
        int page = next == 0 ? 4 : next;
        long handle = handle(page, 4);
        HandleHooks.handedOut(chunk, handle, page * PAGE_SIZE, 4 * PAGE_SIZE, 4 * PAGE_SIZE);
        HandleHooks.takingBack(chunk, handle);
    }

    @Benchmark
    public void oneSlot() {
        next = next + 17 & SLOTS - 1;
        long handle = handle(0, 1) | NettyHandle.SLOT | next;
        HandleHooks.handedOut(chunk, handle, next * SLOT_SIZE, SLOT_SIZE, SLOT_SIZE);
        HandleHooks.takingBack(chunk, handle);
    }

    private static long handle(long page, long count) {
        return page << NettyHandle.PAGE_SHIFT | count << NettyHandle.COUNT_SHIFT;
    }
}

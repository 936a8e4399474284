package io.pageconsistency.benchmarks;

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

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.pageconsistency.PageConsistency;

/**
 * Allocation and release of one direct buffer of Netty's pooled allocator.
 *
 * <p>One more buffer of the size stays allocated, so that the chunk is never empty. Whether an agent checks is a matter of
 * the virtual machine's arguments; {@link #AGENT} says whether one has to, so that no figure is about a check that did not
 * happen.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NettyPair {
    /** System property: true where an agent must be found at work. */
    static final String AGENT = "page-consistency.benchmark.agent";

    private static final int PAGE_SIZE = 8192;
    /** Chunks of 4 MiB, Netty's default. */
    private static final int MAX_ORDER = 9;

    /** In bytes. */
    @Param({"256", "16384", "32768", "65536"})
    public int size;

    /** Whether freed memory stays in the thread's cache; above 32 KiB Netty caches nothing by default. */
    @Param({"true", "false"})
    public boolean cache;

    private PooledByteBufAllocator allocator;
    private ByteBuf standing;

    @Setup
    public void open() {
        allocator = new PooledByteBufAllocator(true, 0, 1, PAGE_SIZE, MAX_ORDER,
                cache ? PooledByteBufAllocator.defaultSmallCacheSize() : 0,
                cache ? PooledByteBufAllocator.defaultNormalCacheSize() : 0, cache);
        standing = allocator.directBuffer(size);
    }

    @TearDown
    public void verify() {
        boolean wanted = Boolean.getBoolean(AGENT);
        if (PageConsistency.isActive() != wanted) {
            throw new IllegalStateException("an agent is " + (wanted ? "not " : "") + "at work");
        }
        if (wanted && (PageConsistency.pagesHeld() == 0
                || PageConsistency.violations() + PageConsistency.swallowedErrors() != 0)) {
            throw new IllegalStateException("pages held " + PageConsistency.pagesHeld() + ", violations "
                    + PageConsistency.violations() + ", errors " + PageConsistency.swallowedErrors());
        }
        standing.release();
    }

    @Benchmark
    public boolean allocateRelease() {
        return allocator.directBuffer(size).release();
    }
}

package io.pageconsistency.benchmarks.pairs;

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

import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.pageconsistency.PageConsistency;

/**
 * Allocation and release of one direct buffer of one of Netty's allocators.
 *
 * <p>All threads share the allocator, as the threads of an application do. One more buffer of the size stays allocated, so that the
 * chunk is never empty. Whether an agent checks is a matter of the virtual machine's arguments; {@link #AGENT} says whether one
 * has to, so that no figure is about a check that did not happen.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NettyPair {
    /** System property: true where an agent must be found at work. */
    public static final String AGENT = "page-consistency.benchmark.agent";

    private static final int PAGE_SIZE = 8192;
    /** Chunks of 4 MiB, Netty's default. */
    private static final int MAX_ORDER = 9;

    /** Which allocator. */
    public enum Kind {
        /** Pooled, freed memory stays in the thread's cache; above 32 KiB Netty caches nothing by default. */
        CACHED {
            @Override
            ByteBufAllocator allocator() {
                return pooled(PooledByteBufAllocator.defaultSmallCacheSize(), PooledByteBufAllocator.defaultNormalCacheSize(), true);
            }
        },
        /** Pooled, without thread caches. */
        UNCACHED {
            @Override
            ByteBufAllocator allocator() {
                return pooled(0, 0, false);
            }
        },
        /** Adaptive; the benchmark's threads share its magazines, as all threads but those of event loops do. */
        ADAPTIVE {
            @Override
            ByteBufAllocator allocator() {
                return new AdaptiveByteBufAllocator(true);
            }
        },
        /** Not pooled: each buffer has memory of its own. */
        UNPOOLED {
            @Override
            ByteBufAllocator allocator() {
                return new UnpooledByteBufAllocator(true);
            }
        };

        abstract ByteBufAllocator allocator();

        private static ByteBufAllocator pooled(int smallCacheSize, int normalCacheSize, boolean cache) {
            return new PooledByteBufAllocator(true, 0, 1, PAGE_SIZE, MAX_ORDER, smallCacheSize, normalCacheSize, cache);
        }
    }

    /** In bytes. */
    @Param({"256", "65536"})
    public int size;

    @Param
    public Kind kind;

    private ByteBufAllocator allocator;
    private ByteBuf standing;

    @Setup
    public void open() {
        allocator = kind.allocator();
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

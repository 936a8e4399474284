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
 * chunk is never empty. The arguments of the virtual machine decide whether an agent checks. {@link #AGENT} says whether one must,
 * so that no figure is about a check that did not happen.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NettyPair {
    /** The system property that requires an active agent. */
    public static final String AGENT = "page-consistency.benchmark.agent";

    private static final int PAGE_SIZE = 8192;
    /** Makes chunks of 4 MiB, Netty's default. */
    private static final int MAX_ORDER = 9;

    /** The allocator. */
    public enum Kind {
        /** Pooled with thread caches, which receive freed memory. Netty caches nothing above 32 KiB by default. */
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
        /** Adaptive. The benchmark's threads share its magazines, as all threads except those of event loops do. */
        ADAPTIVE {
            @Override
            ByteBufAllocator allocator() {
                return new AdaptiveByteBufAllocator(true);
            }
        },
        /** Not pooled: each buffer has its own memory. */
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

    /** The size in bytes. */
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

    /** The same, with a buffer that is written from its first byte to its last, because memory that was fenced costs its next user page faults. */
    @Benchmark
    public boolean allocateWriteRelease() {
        return allocator.directBuffer(size).setZero(0, size).release();
    }
}

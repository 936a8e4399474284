package io.pageconsistency.benchmarks.pairs;

import java.lang.invoke.MethodHandles;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import io.pageconsistency.PageConsistency;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.hooks.NativeMemoryHooks;

/**
 * Only the calls that are woven into a {@link NativePair}. The cost is measured alone, because the difference between two runs of
 * that pair is often less than the machine's noise.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NativeMemoryPair {
    /** An address that no block has. */
    private static final long BASE = 1L << 46;

    /** The size in bytes. */
    @Param("65536")
    public int size;

    @TearDown
    public void verify() {
        if (!Checker.ofThisJvm(MethodHandles.lookup()).nativeMemory().seen()
                || PageConsistency.violations() + PageConsistency.swallowedErrors() != 0) {
            throw new IllegalStateException("nothing was seen, or violations " + PageConsistency.violations() + ", errors "
                    + PageConsistency.swallowedErrors());
        }
        Checker.ofThisJvm(MethodHandles.lookup()).nativeMemory().forget();
    }

    @Benchmark
    public void hooks() {
        NativeMemoryHooks.allocated(BASE, size);
        NativeMemoryHooks.freeing(BASE);
    }
}

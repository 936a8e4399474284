package io.pageconsistency.ledger;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import io.pageconsistency.bitmap.Finding;
import io.pageconsistency.bitmap.PageMap;

/** A hand-out and take-back of one page in a map. The take-back is counted in several ways, or not at all. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Counting {
    private static final int REGION = 2048;
    private static final int STRIPES = 256;
    private static final int STRIDE = 16;

    private static final class Own {
        private long count;
    }

    private final PageMap map = new PageMap(REGION, true, true);
    private final ThreadCounter cells = new ThreadCounter();
    private final LongAdder adder = new LongAdder();
    private final AtomicLongArray stripes = new AtomicLongArray(STRIPES * STRIDE);
    private final ThreadLocal<Own> own = ThreadLocal.withInitial(Own::new);
    private int page;

    @Setup
    public void reserve() {
        map.reserve(0, REGION);
    }

    @TearDown
    public void verify() {
        if (map.held() != 0) {
            throw new IllegalStateException("the pairs did not match");
        }
    }

    private void pair() {
        page = page + 9 & REGION - 1;
        if (map.handOut(page, 1) != Finding.NONE || map.takeBack(page, 1) != Finding.NONE) {
            throw new IllegalStateException("a healthy pair was reported");
        }
    }

    @Benchmark
    public void uncounted() {
        pair();
    }

    @Benchmark
    public void threadCells() {
        pair();
        cells.increment();
    }

    @Benchmark
    public void threadLocal() {
        pair();
        own.get().count++;
    }

    @Benchmark
    public void stripedAtomics() {
        pair();
        stripes.getAndIncrement(((int) Thread.currentThread().getId() & STRIPES - 1) * STRIDE);
    }

    @Benchmark
    public void longAdder() {
        pair();
        adder.increment();
    }
}

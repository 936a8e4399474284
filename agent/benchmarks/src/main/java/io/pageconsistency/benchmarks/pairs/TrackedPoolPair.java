package io.pageconsistency.benchmarks.pairs;

import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

import io.pageconsistency.PageConsistency;
import io.pageconsistency.hooks.ApiHooks;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.pools.PoolKind;
import io.pageconsistency.pools.TrackedPools;

/**
 * A page taken from a bitmap pool and given back, through the hooks that woven code calls. Stacks are recorded as by default.
 *
 * <p>Each thread has its own pool, which hands out its pages one after the other.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TrackedPoolPair {
    private static final int PAGES = 2_048;
    private static final long PAGE_BYTES = 4_096;
    private static final long BASE = 1L << 46;

    /** A set bit is a free page. */
    private final long[] bits = new long[PAGES / Long.SIZE];
    private final Object[] objects = new Object[PAGES];
    private final TrackedPools trackedPools = Checker.ofThisJvm(MethodHandles.lookup()).trackedPools();
    private final PoolKind addresses = kind(PoolKind.Unit.ADDRESS, PoolKind.Handles.NONE, PAGE_BYTES);
    private final PoolKind handles = kind(PoolKind.Unit.ADDRESS, PoolKind.Handles.IDENTITY, PAGE_BYTES);
    private final PoolKind numbers = kind(PoolKind.Unit.INDEX, PoolKind.Handles.NONE, PAGE_BYTES);
    private final PoolKind identities = kind(PoolKind.Unit.IDENTITY, PoolKind.Handles.NONE, PAGE_BYTES);
    private final PoolKind bytes = kind(PoolKind.Unit.ADDRESS, PoolKind.Handles.NONE, 0);
    private int next;
    private Object record;

    /** Replaces the object that such a pool hands out: a new view of its memory each time. */
    private static final class View {
        final long address;

        View(long address) {
            this.address = address;
        }
    }

    private static PoolKind kind(PoolKind.Unit unit, PoolKind.Handles handles, long pageBytes) {
        return new PoolKind("benchmark", unit, handles, pageBytes, true);
    }

    @Setup
    public void open() {
        Arrays.fill(bits, -1);
        Arrays.setAll(objects, i -> new Object());
        record = ApiHooks.region(this, "benchmark", BASE, PAGES * PAGE_BYTES, PAGE_BYTES, true, false);
    }

    @TearDown
    public void verify() {
        if (PageConsistency.violations() + PageConsistency.swallowedErrors() + PageConsistency.suspects() != 0) {
            throw new IllegalStateException("a healthy pair was reported");
        }
    }

    private int acquire() {
        next = next + 9 & PAGES - 1;
        int word = next >>> 6;
        while (bits[word] == 0) {
            word = word + 1 & bits.length - 1;
        }
        int page = word << 6 | Long.numberOfTrailingZeros(bits[word] & -1L << (next & 63));
        bits[word] &= ~(1L << (page & 63));
        return page;
    }

    private void release(int page) {
        bits[page >>> 6] |= 1L << (page & 63);
    }

    @Benchmark
    public void bare(Blackhole user) {
        int page = acquire();
        user.consume(new View(BASE + page * PAGE_BYTES));
        release(page);
    }

    @Benchmark
    public void api(Blackhole user) {
        int page = acquire();
        long ticket = ApiHooks.handedOut(record, page, 1);
        user.consume(new View(BASE + page * PAGE_BYTES));
        ApiHooks.takingBack(record, page, 1, ticket);
        release(page);
    }

    @Benchmark
    public void addresses(Blackhole user) {
        described(user, addresses);
    }

    @Benchmark
    public void handles(Blackhole user) {
        described(user, handles);
    }

    @Benchmark
    public void bytes(Blackhole user) {
        described(user, bytes);
    }

    private void described(Blackhole user, PoolKind kind) {
        int page = acquire();
        View view = new View(BASE + page * PAGE_BYTES);
        trackedPools.handedOut(kind, this, view, view, view.address, PAGE_BYTES);
        user.consume(view);
        trackedPools.takingBack(kind, this, view, view, view.address, PAGE_BYTES);
        release(page);
    }

    @Benchmark
    public void numbers(Blackhole user) {
        int page = acquire();
        View view = new View(BASE + page * PAGE_BYTES);
        trackedPools.handedOut(numbers, this, view, view, page, -1);
        user.consume(view);
        trackedPools.takingBack(numbers, this, view, view, page, -1);
        release(page);
    }

    @Benchmark
    public void objects(Blackhole user) {
        int page = acquire();
        Object object = objects[page];
        trackedPools.handedOut(identities, this, object, object, 0, -1);
        user.consume(object);
        trackedPools.takingBack(identities, this, object, object, 0, -1);
        release(page);
    }
}

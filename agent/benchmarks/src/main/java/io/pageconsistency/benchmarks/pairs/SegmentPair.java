package io.pageconsistency.benchmarks.pairs;

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

/**
 * A page taken from a bitmap pool over a memory segment, and given back.
 *
 * <p>One more page stays with its user. The arguments of the virtual machine decide whether an agent checks, and how the pool is
 * described to it. {@link #AGENT} says whether one must check, so that no figure is about a check that did not happen.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SegmentPair {
    /** The system property that requires an active agent. */
    public static final String AGENT = "page-consistency.benchmark.agent";
    /** The pool without calls of the agent. */
    public static final String POOL = "io.pageconsistency.benchmarks.segment.BitmapPool";
    private static final String USER = "io.pageconsistency.benchmarks.segment.UserOf";

    /** Creates its pool by name, because the class exists only for newer Java. */
    private abstract static class User {
        PageUser pages;

        final void open(String pool) throws ReflectiveOperationException {
            pages = (PageUser) Class.forName(USER + pool).getConstructor().newInstance();
        }

        @TearDown
        public void verify() {
            boolean wanted = Boolean.getBoolean(AGENT);
            long held = PageConsistency.pagesHeld();
            long found = PageConsistency.violations() + PageConsistency.suspects() + PageConsistency.swallowedErrors();
            if (held != (wanted ? 1 : 0) || found != 0 || wanted && !PageConsistency.isActive()) {
                throw new IllegalStateException("pages held " + held + ", violations " + PageConsistency.violations()
                        + ", suspects " + PageConsistency.suspects() + ", errors " + PageConsistency.swallowedErrors());
            }
        }
    }

    @State(Scope.Thread)
    public static class OfBitmapPool extends User {
        @Setup
        public void open() throws ReflectiveOperationException {
            open("BitmapPool");
        }
    }

    @State(Scope.Thread)
    public static class OfToldPool extends User {
        @Setup
        public void open() throws ReflectiveOperationException {
            open("ToldPool");
        }
    }

    @Benchmark
    public void bitmapPool(OfBitmapPool user, Blackhole hole) {
        user.pages.takeAndGiveBack(hole);
    }

    /** Measures the pool that calls the agent's API. */
    @Benchmark
    public void toldPool(OfToldPool user, Blackhole hole) {
        user.pages.takeAndGiveBack(hole);
    }
}

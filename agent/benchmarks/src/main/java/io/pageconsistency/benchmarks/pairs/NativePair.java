package io.pageconsistency.benchmarks.pairs;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
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

/**
 * Native memory that is allocated, zeroed by the JDK, and freed at once: a direct buffer, and a segment of a confined arena.
 *
 * <p>Arenas are called through method handles, because this class is compiled for a Java without arenas. The handles are constants,
 * so that the compiler can inline them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NativePair {
    /** The system property that requires the agent to have recorded all native memory. */
    public static final String GROUND = "page-consistency.benchmark.ground";
    /** The first Java release with arenas. */
    public static final int ARENAS = 22;

    private static final MethodHandle FREE = cleaner();
    private static final MethodHandle OPEN;
    private static final MethodHandle ALLOCATE;
    private static final MethodHandle CLOSE;

    static {
        if (Runtime.version().feature() < ARENAS) {
            OPEN = null;
            ALLOCATE = null;
            CLOSE = null;
        } else {
            try {
                MethodHandles.Lookup lookup = MethodHandles.publicLookup();
                Class<?> arena = Class.forName("java.lang.foreign.Arena");
                Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
                OPEN = lookup.findStatic(arena, "ofConfined", MethodType.methodType(arena))
                        .asType(MethodType.methodType(AutoCloseable.class));
                ALLOCATE = lookup.findVirtual(arena, "allocate", MethodType.methodType(segment, long.class))
                        .asType(MethodType.methodType(Object.class, AutoCloseable.class, long.class));
                CLOSE = lookup.findVirtual(arena, "close", MethodType.methodType(void.class))
                        .asType(MethodType.methodType(void.class, AutoCloseable.class));
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    }

    /** The size in bytes. */
    @Param("65536")
    public int size;

    private static MethodHandle cleaner() {
        try {
            Class<?> type = Class.forName("sun.misc.Unsafe");
            Field instance = type.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            return MethodHandles.lookup().bind(instance.get(null), "invokeCleaner",
                    MethodType.methodType(void.class, ByteBuffer.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @TearDown
    public void verify() throws ReflectiveOperationException {
        boolean wanted = Boolean.getBoolean(GROUND);
        // The agent has no method for applications that returns it.
        Field checker = Checker.class.getDeclaredField("OF_THIS_JVM");
        checker.setAccessible(true);
        if (((Checker) checker.get(null)).nativeMemory().seen() != wanted
                || PageConsistency.violations() + PageConsistency.swallowedErrors() != 0) {
            throw new IllegalStateException("native memory is " + (wanted ? "not " : "") + "seen, or violations "
                    + PageConsistency.violations() + ", errors " + PageConsistency.swallowedErrors());
        }
    }

    @Benchmark
    public void directBuffer() throws Throwable {
        FREE.invokeExact(ByteBuffer.allocateDirect(size));
    }

    @Benchmark
    public Object confinedArena() throws Throwable {
        AutoCloseable arena = (AutoCloseable) OPEN.invokeExact();
        Object segment = (Object) ALLOCATE.invokeExact(arena, (long) size);
        CLOSE.invokeExact(arena);
        return segment;
    }
}

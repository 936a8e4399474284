package io.pageconsistency.hooks;

import java.lang.invoke.MethodHandles;

import io.pageconsistency.nativememory.NativeMemoryTracker;

/**
 * What is woven into the JDK's own {@code Unsafe}; parameters and order as for {@link NativeMemoryTracker}.
 *
 * <p>Whatever is needed has been loaded and linked by {@link #warmUp()} before the first call, because a call may come from within
 * the loading of a class.
 */
public final class NativeMemoryHooks {
    private static final NativeMemoryTracker GROUND = Checker.ofThisJvm(MethodHandles.lookup()).nativeMemoryTracker();

    private NativeMemoryHooks() {
    }

    public static void allocated(long base, long size) {
        GROUND.allocated(base, size);
    }

    public static void freeing(long address) {
        GROUND.freeing(address);
    }

    public static void reallocating(long address, long size) {
        GROUND.reallocating(address, size);
    }

    public static void reallocated(long base, long size) {
        GROUND.reallocated(base, size);
    }

    public static void reallocationFailed() {
        GROUND.reallocationFailed();
    }

    /** Walks all ways through the record once, beside the real one. Called before anything is woven. */
    public static void warmUp() {
        GROUND.warmUp();
    }
}

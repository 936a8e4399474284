package io.pageconsistency.hooks;

import java.lang.invoke.MethodHandles;

import io.pageconsistency.nativememory.NativeMemoryTracker;

/**
 * Called by code woven into the JDK's own {@code Unsafe}; parameters and order of calls as for {@link NativeMemoryTracker}.
 *
 * <p>{@link #warmUp()} loads and links all classes before the first call, because a call may come during class loading.
 */
public final class NativeMemoryHooks {
    private static final NativeMemoryTracker NATIVE_MEMORY = Checker.ofThisJvm(MethodHandles.lookup()).nativeMemoryTracker();

    private NativeMemoryHooks() {
    }

    public static void allocated(long base, long size) {
        NATIVE_MEMORY.allocated(base, size);
    }

    public static void freeing(long address) {
        NATIVE_MEMORY.freeing(address);
    }

    public static void reallocating(long address, long size) {
        NATIVE_MEMORY.reallocating(address, size);
    }

    public static void reallocated(long base, long size) {
        NATIVE_MEMORY.reallocated(base, size);
    }

    public static void reallocationFailed() {
        NATIVE_MEMORY.reallocationFailed();
    }

    /** Runs through all code paths once, on a record of its own. Called before anything is woven. */
    public static void warmUp() {
        NATIVE_MEMORY.warmUp();
    }
}

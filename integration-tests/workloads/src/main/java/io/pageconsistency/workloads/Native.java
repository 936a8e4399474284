package io.pageconsistency.workloads;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;

/**
 * Native memory as libraries take it without the JDK's buffers: with {@code sun.misc.Unsafe}, which is called through method
 * handles because it must not be named in the source.
 */
final class Native {
    private static final MethodHandle ALLOCATE;
    private static final MethodHandle REALLOCATE;
    private static final MethodHandle FREE;
    private static final MethodHandle SET;
    private static final MethodHandle CLEAN;

    static {
        try {
            Class<?> type = Class.forName("sun.misc.Unsafe");
            Field instance = type.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            Object unsafe = instance.get(null);
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            ALLOCATE = lookup.bind(unsafe, "allocateMemory", MethodType.methodType(long.class, long.class));
            REALLOCATE = lookup.bind(unsafe, "reallocateMemory", MethodType.methodType(long.class, long.class, long.class));
            FREE = lookup.bind(unsafe, "freeMemory", MethodType.methodType(void.class, long.class));
            SET = lookup.bind(unsafe, "setMemory", MethodType.methodType(void.class, long.class, long.class, byte.class));
            CLEAN = lookup.bind(unsafe, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Native() {
    }

    static long allocate(long size) {
        try {
            return (long) ALLOCATE.invokeExact(size);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    static long reallocate(long address, long size) {
        try {
            return (long) REALLOCATE.invokeExact(address, size);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    static void free(long address) {
        try {
            FREE.invokeExact(address);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    static void clear(long address, long size) {
        try {
            SET.invokeExact(address, size, (byte) 0);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Frees a direct buffer at once, as Netty and other libraries do. */
    static void free(ByteBuffer buffer) {
        try {
            CLEAN.invokeExact(buffer);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}

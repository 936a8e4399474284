package io.pageconsistency.agent.allocators.described.reading;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;

/**
 * Reads {@code java.lang.foreign.MemorySegment} by reflection, because the class only exists from JDK 22 on.
 *
 * <p>In earlier JDKs no object is a segment.
 */
final class Segments {
    private static final int FIRST_RELEASE = 22;
    private static final Class<?> TYPE = type();
    private static final MethodHandle IS_NATIVE = find("isNative", boolean.class);
    private static final MethodHandle ADDRESS = find("address", long.class);
    private static final MethodHandle SIZE = find("byteSize", long.class);
    private static final MethodHandle HEAP_BASE = find("heapBase", Optional.class);

    private Segments() {
    }

    private static Class<?> type() {
        try {
            return Runtime.version().feature() < FIRST_RELEASE ? null : Class.forName("java.lang.foreign.MemorySegment");
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    private static MethodHandle find(String name, Class<?> result) {
        try {
            return TYPE == null ? null : MethodHandles.publicLookup().findVirtual(TYPE, name, MethodType.methodType(result))
                    .asType(MethodType.methodType(result, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    static boolean is(Object value) {
        return TYPE != null && TYPE.isInstance(value);
    }

    static boolean isNative(Object segment) throws Throwable {
        return (boolean) IS_NATIVE.invokeExact(segment);
    }

    static long address(Object segment) throws Throwable {
        return (long) ADDRESS.invokeExact(segment);
    }

    static long size(Object segment) throws Throwable {
        return (long) SIZE.invokeExact(segment);
    }

    /** The array of a segment on the Java heap if the segment covers all of it; otherwise the segment itself. */
    static Object memory(Object segment) throws Throwable {
        Object base = ((Optional<?>) HEAP_BASE.invokeExact(segment)).orElse(null);
        return base instanceof byte[] array && address(segment) == 0 && size(segment) == array.length ? array : segment;
    }
}

package io.pageconsistency.agent.allocators.netty;

import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.function.ToLongFunction;

/**
 * Finds the address of the memory that backs a chunk. For a Netty buffer this is the address of the {@code ByteBuffer} inside it.
 * The buffer's own public method does not return an address if Netty runs without {@code Unsafe}.
 *
 * <p>Objects of other types are passed on to the function given to the constructor. Keeps no class alive. Thread-safe. Uses
 * reflection, so it is for the opening of a chunk and not for each operation.
 */
public final class ChunkMemory implements ToLongFunction<Object> {
    private static final String DIRECT = ".netty.buffer.UnpooledDirectByteBuf";
    private static final String HEAP = ".netty.buffer.UnpooledHeapByteBuf";

    private final ToLongFunction<Object> addresses;

    /** @param addresses the addresses of {@code ByteBuffer}s and arrays */
    public ChunkMemory(ToLongFunction<Object> addresses) {
        this.addresses = addresses;
    }

    @Override
    public long applyAsLong(Object memory) {
        if (memory instanceof ByteBuffer) {
            return addresses.applyAsLong(memory);
        }
        for (Class<?> type = memory.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().endsWith(DIRECT)) {
                return addresses.applyAsLong(fieldOf(type, ByteBuffer.class, "buffer", memory));
            }
        }
        return addresses.applyAsLong(memory);
    }

    /** The array that backs a chunk; null if the memory is not on the heap. */
    public static byte[] arrayOf(Object memory) {
        if (memory instanceof byte[] array) {
            return array;
        }
        for (Class<?> type = memory == null ? null : memory.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().endsWith(HEAP)) {
                return (byte[]) fieldOf(type, byte[].class, "array", memory);
            }
        }
        return null;
    }

    private static Object fieldOf(Class<?> direct, Class<?> fieldType, String name, Object memory) {
        try {
            for (Field field : direct.getDeclaredFields()) {
                if (field.getType() == fieldType && field.getName().equals(name)) {
                    field.setAccessible(true);
                    return field.get(memory);
                }
            }
            throw new IllegalStateException(direct.getName() + " has no " + name);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}

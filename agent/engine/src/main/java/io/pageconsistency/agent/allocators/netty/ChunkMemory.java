package io.pageconsistency.agent.allocators.netty;

import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.function.ToLongFunction;

/**
 * Where the memory of a Netty buffer lies that a chunk is made of: the address of the {@code ByteBuffer} within. Its own public method
 * refuses to tell where Netty does without {@code Unsafe}.
 *
 * <p>Other objects are passed on. Keeps no class alive. Thread-safe; for chunks' beginnings.
 */
public final class ChunkMemory implements ToLongFunction<Object> {
    private static final String DIRECT = ".netty.buffer.UnpooledDirectByteBuf";
    private static final String HEAP = ".netty.buffer.UnpooledHeapByteBuf";

    private final ToLongFunction<Object> addresses;

    /** @param addresses of {@code ByteBuffer}s and arrays */
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

    /** The array in which the memory lies that a chunk is made of; null for none. */
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

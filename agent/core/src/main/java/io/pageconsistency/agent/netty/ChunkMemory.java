package io.pageconsistency.agent.netty;

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
                return addresses.applyAsLong(bufferOf(type, memory));
            }
        }
        return addresses.applyAsLong(memory);
    }

    private static Object bufferOf(Class<?> direct, Object memory) {
        try {
            for (Field field : direct.getDeclaredFields()) {
                if (field.getType() == ByteBuffer.class && field.getName().equals("buffer")) {
                    field.setAccessible(true);
                    return field.get(memory);
                }
            }
            throw new IllegalStateException(direct.getName() + " has no buffer");
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}

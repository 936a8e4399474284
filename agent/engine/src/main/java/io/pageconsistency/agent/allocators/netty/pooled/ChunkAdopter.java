package io.pageconsistency.agent.allocators.netty.pooled;

import java.lang.reflect.Field;
import java.util.function.Consumer;

import io.pageconsistency.tracking.PoolRegions;


/**
 * Adopts chunks that were made before the agent came, from their fields.
 *
 * <p>Uses reflection, because the class that first needs a chunk is often not the chunk's own, and the fields are private. Called
 * once for each chunk. Thread-safe.
 */
final class ChunkAdopter implements Consumer<Object> {
    private final PoolRegions regions;
    private final Field memory;
    private final Field chunkSize;
    private final Field pageSize;
    private final Field unpooled;
    /** The offset of the first page. Null from 4.1.61 on, where the memory itself is aligned. */
    private final Field origin;

    /** @throws ReflectiveOperationException if the chunk's fields are not as expected */
    ChunkAdopter(Class<?> chunk, PoolRegions regions) throws ReflectiveOperationException {
        this.regions = regions;
        memory = field(chunk, "memory");
        chunkSize = field(chunk, "chunkSize");
        pageSize = field(chunk, "pageSize");
        unpooled = field(chunk, "unpooled");
        origin = has(chunk, "offset") ? field(chunk, "offset") : null;
    }

    private static boolean has(Class<?> type, String name) {
        for (Field field : type.getDeclaredFields()) {
            if (field.getName().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static Field field(Class<?> type, String name) throws NoSuchFieldException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    @Override
    public void accept(Object chunk) {
        try {
            boolean whole = unpooled.getBoolean(chunk);
            int size = chunkSize.getInt(chunk);
            regions.adopted(NettyPooled.NAME, chunk, memory.get(chunk), origin == null ? 0 : origin.getInt(chunk), size,
                    whole ? size : pageSize.getInt(chunk), !whole);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}

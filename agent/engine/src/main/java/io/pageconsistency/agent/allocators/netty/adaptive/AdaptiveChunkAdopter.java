package io.pageconsistency.agent.allocators.netty.adaptive;

import java.lang.reflect.Field;
import java.util.function.Consumer;

import io.pageconsistency.tracking.ChunkTracker;


/** Adopts chunks of the adaptive allocator as is done for those of the pooled one. */
final class AdaptiveChunkAdopter implements Consumer<Object> {
    private final ChunkTracker chunks;
    private final Field delegate;
    private final Field capacity;
    /** The size of a cell; null where that is always the same, or the chunk has none. */
    private final Field segment;
    /** Null where there is none of that. */
    private final Field ofOneThread;
    private final boolean buddy;

    /** @throws ReflectiveOperationException when the chunk is not as expected */
    AdaptiveChunkAdopter(Class<?> chunk, ChunkTracker chunks) throws ReflectiveOperationException {
        this.chunks = chunks;
        delegate = field(chunk, "delegate");
        capacity = field(chunk, "capacity");
        boolean sizeClassed = chunk.getName().endsWith("SizeClassedChunk");
        segment = sizeClassed ? field(chunk, "segmentSize") : null;
        ofOneThread = sizeClassed ? find(chunk, "localFreeList") : null;
        buddy = chunk.getName().endsWith("BuddyChunk");
    }

    private static Field field(Class<?> chunk, String name) throws NoSuchFieldException {
        Field found = find(chunk, name);
        if (found == null) {
            throw new NoSuchFieldException(chunk.getName() + "." + name);
        }
        return found;
    }

    /** Also one that a superclass declares; null for none. */
    private static Field find(Class<?> chunk, String name) {
        for (Class<?> type = chunk; type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return field;
                }
            }
        }
        return null;
    }

    @Override
    public void accept(Object chunk) {
        try {
            Object memory = delegate.get(chunk);
            if (memory != null) {
                int size = capacity.getInt(chunk);
                int cell = segment != null ? segment.getInt(chunk) : buddy ? NettyAdaptive.BUDDY_SIZE : size;
                int origin = ofOneThread != null && ofOneThread.get(chunk) != null ? size % cell : 0;
                chunks.adopted(NettyAdaptive.NAME, chunk, memory, origin, size - origin, cell, segment != null);
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}

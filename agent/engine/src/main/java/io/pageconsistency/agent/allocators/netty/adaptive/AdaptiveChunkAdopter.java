package io.pageconsistency.agent.allocators.netty.adaptive;

import java.lang.reflect.Field;
import java.util.function.Consumer;

import io.pageconsistency.tracking.ChunkTracker;


/** Adopts chunks of the adaptive allocator that were made before the agent came, from their fields. */
final class AdaptiveChunkAdopter implements Consumer<Object> {
    private final ChunkTracker chunks;
    private final Field delegate;
    private final Field capacity;
    /** The size of a cell; null if it is the same for all chunks of this class, or if the chunk has no cells. */
    private final Field segment;
    /** Not null in a chunk of one thread; null if this release or class has no such field. */
    private final Field ofOneThread;
    private final boolean buddy;

    /** @throws ReflectiveOperationException if the chunk's fields are not as expected */
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

    /** The field of this name in a class or its nearest superclass that has one; null if there is none. */
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

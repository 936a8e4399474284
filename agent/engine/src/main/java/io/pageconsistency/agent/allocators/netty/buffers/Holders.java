package io.pageconsistency.agent.allocators.netty.buffers;

import java.lang.reflect.Field;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.pageconsistency.Extent;
import io.pageconsistency.hooks.NettyHandle;
import io.pageconsistency.pins.PinKind;
import io.pageconsistency.pins.PinRole;
import io.pageconsistency.tracking.PinTracker;

/** The holders of buffers in Netty: which classes pin a buffer, and where a pinned buffer's memory is. */
public final class Holders {
    /** The indices of {@link #KINDS}. They are constants, so that advice does not need this class at run time. */
    static final int QUEUE = 0;
    static final int COMPOSITE = 1;

    /** The kinds of pins, each with its module and the texts of a report. */
    public static final List<PinKind> KINDS = List.of(
            new PinKind(NettyChannel.NAME, "written by",
                    "expected the channel to release a message that waits in its queue, but other code released it to zero",
                    List.of()),
            new PinKind(NettyBuffers.NAME, "added by",
                    "expected the composite buffer to release a part of it, but other code released it to zero",
                    List.of(new PinKind.Method("netty.buffer.CompositeByteBuf", "addComponent0", List.of("netty.buffer.")))));

    /** The roles of Netty's classes. The first one that fits an object applies. */
    public static final List<PinRole> ROLES = List.of(
            // A buffer that cannot be released through this wrapper is not expected to be released.
            new PinRole("netty.buffer.UnreleasableByteBuf", false, null),
            // The wrappers of leak detectors. They inherit from the composite buffer, but their inherited count is not used.
            new PinRole("netty.buffer.WrappedCompositeByteBuf", false, "unwrap"),
            new PinRole("netty.buffer.AbstractPooledDerivedByteBuf", true, "unwrap"),
            new PinRole("netty.buffer.AbstractReferenceCountedByteBuf", true, null),
            new PinRole("netty.buffer.AbstractDerivedByteBuf", false, "unwrap"),
            new PinRole("netty.buffer.WrappedByteBuf", false, "unwrap"),
            new PinRole("netty.buffer.SwappedByteBuf", false, "unwrap"),
            new PinRole("netty.buffer.ByteBufHolder", false, "content"));

    private static final String POOLED = "netty.buffer.PooledByteBuf";

    private Holders() {
    }

    /**
     * Where the memory of a buffer of the pooled allocator is, read from its fields; null for other buffers, and if the fields
     * cannot be read.
     */
    public static PinTracker.Place placeOf(Object buffer) {
        for (Class<?> type = buffer.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().endsWith(POOLED)) {
                try {
                    return place(field(type, "chunk").get(buffer), field(type, "handle").getLong(buffer));
                } catch (ReflectiveOperationException | RuntimeException e) {
                    return null;
                }
            }
        }
        return null;
    }

    /**
     * Whether caches of threads may hold memory of a chunk: whether the chunk's arena has a cache that was not freed. True if this
     * cannot be read.
     */
    public static boolean hasCaches(Object chunk) {
        try {
            Object arena = field(chunk.getClass(), "arena").get(chunk);
            for (Class<?> type = arena.getClass(); type != null; type = type.getSuperclass()) {
                if (type.getName().endsWith("netty.buffer.PoolArena")) {
                    return ((AtomicInteger) field(type, "numThreadCaches").get(arena)).get() != 0;
                }
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            // The fields are not as expected; the answer is true.
        }
        return true;
    }

    private static PinTracker.Place place(Object chunk, long handle) {
        if (chunk == null) {
            return null;
        }
        // The handle of a chunk for one buffer is zero.
        long count = handle >>> NettyHandle.COUNT_SHIFT & NettyHandle.COUNT_MASK;
        return new PinTracker.Place(chunk, handle >>> NettyHandle.PAGE_SHIFT, count == 0 ? 1 : count,
                (handle & NettyHandle.SLOT) != 0 ? (int) handle : Extent.NO_SLOT);
    }

    private static Field field(Class<?> type, String name) throws NoSuchFieldException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }
}

package io.pageconsistency.agent.allocators.netty.adaptive;

import java.lang.invoke.MethodHandle;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Consumer;

import io.pageconsistency.agent.allocators.netty.Peek;
import io.pageconsistency.agent.audit.Books;
import io.pageconsistency.agent.audit.Comparison;
import io.pageconsistency.bitmap.ByteExtents;
import io.pageconsistency.region.Region;

/**
 * The books of a chunk of the adaptive allocator, as far as they can be read while other threads use the chunk.
 *
 * <p>Memory that is free in the books must have no holder. Memory that is used in the books may already be free in the record: a
 * thread that gives memory back is recorded before the books change, and no lock covers both. The state that changes when a chunk
 * is carved can only be read under the lock of the magazine that carves the chunk now. For another chunk this state is not read:
 * any magazine may start to carve it at any moment, and a magazine of one thread has no lock.
 */
final class AdaptiveBooks implements Books {
    private static final String ALLOCATOR = "AdaptivePoolingAllocator$";

    private final MethodHandle magazine;
    private final MethodHandle current;
    private final MethodHandle allocated;
    /** Null if the lock is the magazine itself. */
    private final MethodHandle lock;
    /**
     * Whether the magazine is used under its lock. A magazine of one thread is not. Null if there is a separate lock object, which
     * is null then.
     */
    private final MethodHandle shareable;
    /** Null if the chunk is not divided into segments. */
    private final FreeSegments segments;
    private final BuddyTree tree;
    private final boolean divided;

    /** @throws ReflectiveOperationException if the chunk's fields are not as expected */
    AdaptiveBooks(Class<?> chunk, Consumer<Class<?>> opener) throws ReflectiveOperationException {
        Peek peek = new Peek(opener);
        magazine = peek.get(chunk, "magazine", Object.class);
        Class<?> type = Peek.typeOf(chunk, "magazine");
        current = peek.get(type, "current", Object.class);
        lock = peek.getIfThere(type, "allocationLock", Object.class);
        shareable = lock == null ? peek.get(type, "shareable", boolean.class) : null;
        allocated = peek.get(chunk, "allocatedBytes", int.class);
        boolean buddy = chunk.getName().endsWith(ALLOCATOR + "BuddyChunk");
        divided = buddy || chunk.getName().endsWith(ALLOCATOR + "SizeClassedChunk");
        segments = divided ? new FreeSegments(chunk, Peek.find(chunk, "externalFreeList") != null ? "externalFreeList" : "freeList",
                buddy ? FreeSegments.Kind.BUDDIES : numbers(chunk), peek) : null;
        tree = buddy ? new BuddyTree(chunk, peek) : null;
    }

    /** How the queue refers to a segment in this release. */
    private static FreeSegments.Kind numbers(Class<?> chunk) throws ClassNotFoundException {
        String name = chunk.getName();
        Class<?> buffer = Class.forName(name.substring(0, name.lastIndexOf('$') + 1) + "AdaptiveByteBuf", false, chunk.getClassLoader());
        return Peek.find(buffer, "startIndex") == null ? FreeSegments.Kind.NUMBERS : FreeSegments.Kind.OFFSETS;
    }

    @Override
    public boolean areBehindMonitors() {
        return false;
    }

    @Override
    public boolean compare(Object chunk, Comparison with) throws Throwable {
        boolean read = segments == null || segments.compare(chunk, with);
        Object carver = divided && tree == null ? null : (Object) magazine.invokeExact(chunk);
        Object magazineLock = carver == null ? null : lockOf(carver);
        return read && (!(magazineLock instanceof StampedLock) || with.during(magazineLock, () -> {
            if ((Object) current.invokeExact(carver) == chunk) {
                int bytes = (int) allocated.invokeExact(chunk);
                if (tree != null) {
                    tree.compare(chunk, bytes, with);
                } else {
                    compareBytes(bytes, with);
                }
            }
        }));
    }

    /** The lock of a magazine; null if it has none. */
    private Object lockOf(Object magazine) throws Throwable {
        if (lock != null) {
            return (Object) lock.invokeExact(magazine);
        }
        return (boolean) shareable.invokeExact(magazine) ? magazine : null;
    }

    /** All held memory must lie before the first free byte. */
    private static void compareBytes(int allocated, Comparison with) {
        Region region = with.region();
        ByteExtents extents = region.bytes();
        long[] end = new long[1];
        if (extents != null) {
            extents.forEach((start, length) -> end[0] = Math.max(end[0], start + Math.max(1, length) - region.address()));
        }
        with.figure("allocatedBytes", 0, 1, allocated, end[0], region.size());
    }
}

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
 * The books of a chunk of the adaptive allocator, as far as they can be read while others use it.
 *
 * <p>What they have as free nobody may hold. The other way round nothing can be said: who gives memory back is on record before it is in
 * the books, and no lock keeps him from being between the two. What changes where a chunk is carved can be read only while it is the one
 * that its magazine carves, whose lock is held; others may be taken up by anybody at any moment, and those of one thread have no lock.
 */
final class AdaptiveBooks implements Books {
    private static final String ALLOCATOR = "AdaptivePoolingAllocator$";

    private final MethodHandle magazine;
    private final MethodHandle current;
    private final MethodHandle allocated;
    /** Null where the magazine is the lock. */
    private final MethodHandle lock;
    /** Whether anybody takes that lock: where the magazine is a thread's own, nobody does. Null where the lock tells. */
    private final MethodHandle shareable;
    /** Null in chunks that have no such thing. */
    private final FreeSegments segments;
    private final BuddyTree tree;
    private final boolean divided;

    /** @throws ReflectiveOperationException when the books are not kept as expected */
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

    /** Releases in which buffers know their segment by its number. */
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
        Object entrance = carver == null ? null : entrance(carver);
        return read && (!(entrance instanceof StampedLock) || with.during(entrance, () -> {
            if ((Object) current.invokeExact(carver) == chunk) {
                int bytes = (int) allocated.invokeExact(chunk);
                if (tree != null) {
                    tree.compare(chunk, bytes, with);
                } else {
                    bytes(bytes, with);
                }
            }
        }));
    }

    /** The lock of a magazine; null for one that has none. */
    private Object entrance(Object magazine) throws Throwable {
        if (lock != null) {
            return (Object) lock.invokeExact(magazine);
        }
        return (boolean) shareable.invokeExact(magazine) ? magazine : null;
    }

    /** What is held lies before the first byte that is free. */
    private static void bytes(int allocated, Comparison with) {
        Region region = with.region();
        ByteExtents extents = region.bytes();
        long[] end = new long[1];
        if (extents != null) {
            extents.forEach((start, length) -> end[0] = Math.max(end[0], start + Math.max(1, length) - region.address()));
        }
        with.figure("allocatedBytes", 0, 1, allocated, end[0], region.size());
    }
}

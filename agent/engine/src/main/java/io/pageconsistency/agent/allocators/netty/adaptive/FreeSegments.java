package io.pageconsistency.agent.allocators.netty.adaptive;

import java.lang.invoke.MethodHandle;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicIntegerArray;

import io.pageconsistency.agent.allocators.netty.Peek;
import io.pageconsistency.agent.audit.Comparison;
import io.pageconsistency.region.Region;

/**
 * The queue of a chunk's free segments. Any thread adds to it, and one thread at a time removes from it.
 *
 * <p>No lock covers the queue. But a segment is handed out only after it was removed from the queue, which counts removals. And a
 * segment that is given back is recorded before it is added. So a segment that is both in the queue and held is wrong, provided
 * that no segment was removed while the queue and then the record were read. Immutable.
 */
final class FreeSegments {
    private static final int EMPTY = -1;
    private static final int LOOKS = 50;

    /** The meaning of a number in the queue. */
    enum Kind {
        /** The offset of the first byte. */
        OFFSETS,
        /** The index of the segment. */
        NUMBERS,
        /** The first page in the lower 16 bits. The upper 16 bits are the binary logarithm of the number of pages. */
        BUDDIES
    }

    /** The number of bits for the first page of a buddy. */
    private static final int OFFSET_BITS = 16;

    private final String name;
    private final Kind kind;
    private final MethodHandle queue;
    private final MethodHandle taken;

    FreeSegments(Class<?> chunk, String name, Kind kind, Peek peek) throws ReflectiveOperationException {
        this.name = name;
        this.kind = kind;
        queue = peek.get(chunk, name, Object.class);
        taken = peek.get(implementation(Peek.typeOf(chunk, name)), "consumerIndex", long.class);
    }

    private static Class<?> implementation(Class<?> type) throws ClassNotFoundException {
        if (!type.isInterface()) {
            return type;
        }
        try {
            return Class.forName(type.getName() + "$MpscAtomicIntegerArrayQueue", false, type.getClassLoader());
        } catch (ClassNotFoundException e) {
            return Class.forName(type.getPackageName() + ".MpscAtomicIntegerArrayQueue", false, type.getClassLoader());
        }
    }

    /** Returns false if other threads remove segments during each attempt. */
    boolean compare(Object chunk, Comparison with) throws Throwable {
        Object numbers = (Object) queue.invokeExact(chunk);
        for (int look = 0; look < LOOKS; look++) {
            long before = (long) taken.invokeExact(numbers);
            BitSet twice = new BitSet();
            BitSet wrong = with.inUse(listed((AtomicIntegerArray) numbers, with.region(), twice));
            if (wrong.isEmpty() && twice.isEmpty()) {
                return true;
            }
            if ((long) taken.invokeExact(numbers) == before) {
                with.freePages(name, wrong);
                twice.stream().forEach(page -> with.contradiction(name, page, 1, "expected " + name + " to have it once, but it is there twice"));
                return true;
            }
        }
        return false;
    }

    private BitSet listed(AtomicIntegerArray numbers, Region region, BitSet twice) {
        BitSet listed = new BitSet();
        for (int i = 0; i < numbers.length(); i++) {
            int number = numbers.get(i);
            int page = number == EMPTY || number == 0 && i >= written(region) ? -1 : pageOf(number, region);
            int end = kind == Kind.BUDDIES ? page + (1 << (number >> OFFSET_BITS)) : page + 1;
            if (page >= 0 && end <= region.pageCount()) {
                if (listed.get(page)) {
                    twice.set(page);
                }
                listed.set(page, end);
            }
        }
        return listed;
    }

    /**
     * The number of elements of the queue's array that are initialized. Up to 4.1.129 and 4.2.8 each later element is 0, and not
     * {@link #EMPTY}, until it is used. There a 0 has no known meaning.
     */
    private int written(Region region) {
        return kind == Kind.BUDDIES ? Integer.MAX_VALUE : (int) (region.size() / region.pageSize());
    }

    private int pageOf(int number, Region region) {
        return switch (kind) {
            case OFFSETS -> (int) region.pageAtOffset(number - region.origin());
            case NUMBERS -> number;
            case BUDDIES -> number & (1 << OFFSET_BITS) - 1;
        };
    }
}

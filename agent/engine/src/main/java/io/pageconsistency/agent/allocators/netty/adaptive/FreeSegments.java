package io.pageconsistency.agent.allocators.netty.adaptive;

import java.lang.invoke.MethodHandle;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicIntegerArray;

import io.pageconsistency.agent.allocators.netty.Peek;
import io.pageconsistency.agent.audit.Comparison;
import io.pageconsistency.region.Region;

/**
 * The queue to which a chunk's segments come back, from any thread, and from which one thread at a time takes them.
 *
 * <p>No lock covers it. But nobody is given a segment that has not been taken out of the queue, which counts that, and everybody who
 * gives one back is on record before it is in. So a segment that is in the queue and held by somebody is wrong if none was taken out
 * from before the queue was read until after the record was. Immutable.
 */
final class FreeSegments {
    private static final int EMPTY = -1;
    private static final int LOOKS = 50;

    /** What a number in the queue stands for. */
    enum Kind {
        /** The first byte. */
        OFFSETS,
        /** The number of the segment. */
        NUMBERS,
        /** The number of the first page, and above it the power of two of how many there are. */
        BUDDIES
    }

    /** Of a number for a buddy. */
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

    /** False if too many are taken out all the time. */
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
     * So many places of the queue are written when it is made. Up to 4.1.129 and 4.2.8 those after them are 0 until something is put
     * there, and not {@link #EMPTY}; so what a 0 means there is not known.
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

package io.pageconsistency.agent.allocators.netty.pooled;

import java.lang.invoke.MethodHandle;
import java.util.BitSet;
import java.util.PriorityQueue;

import io.pageconsistency.agent.allocators.netty.Peek;
import io.pageconsistency.agent.audit.Comparison;
import io.pageconsistency.hooks.NettyHandle;

/**
 * The two books of a chunk's free runs: the queues that runs are taken from, and the map that is used to join neighbours.
 * Immutable.
 */
final class FreeRuns {
    private final MethodHandle queues;
    private final MethodHandle map;
    /** The array of one of Netty's own queues; null if the queues are the JDK's. */
    private final MethodHandle elements;
    private final MethodHandle size;
    private final boolean ofInts;
    /** The lookup by page in the map. One of the two is null, depending on the release. */
    private final MethodHandle byLong;
    private final MethodHandle byInt;

    FreeRuns(Class<?> chunk, Peek peek) throws ReflectiveOperationException {
        queues = peek.get(chunk, "runsAvail", Object.class);
        Class<?> queue = Peek.typeOf(chunk, "runsAvail").getComponentType();
        if (queue == PriorityQueue.class) {
            elements = null;
            size = null;
            ofInts = false;
        } else {
            elements = peek.get(queue, "array", Object.class);
            size = peek.get(queue, "size", int.class);
            ofInts = Peek.typeOf(queue, "array") == int[].class;
        }
        map = peek.get(chunk, "runsAvailMap", Object.class);
        Class<?> byPage = Peek.typeOf(chunk, "runsAvailMap");
        // Early releases use a general map, known by its interface.
        byInt = byPage.isInterface() ? peek.call(byPage, "get", int.class, Object.class) : null;
        byLong = byPage.isInterface() ? null : peek.call(byPage, "get", long.class, long.class);
    }

    /** @return the number of pages that are free in the queues */
    long compare(Object chunk, Comparison with) throws Throwable {
        BitSet free = new BitSet();
        for (Object queue : (Object[]) (Object) queues.invokeExact(chunk)) {
            if (queue != null) {
                add(queue, free, with);
            }
        }
        with.pages("runsAvail", free);
        with.pages("runsAvailMap", byPage((Object) map.invokeExact(chunk), (int) with.region().pageCount()));
        return free.cardinality();
    }

    private void add(Object queue, BitSet free, Comparison with) throws Throwable {
        if (elements == null) {
            for (Object handle : (PriorityQueue<?>) queue) {
                list((Long) handle, free, with);
            }
            return;
        }
        Object array = (Object) elements.invokeExact(queue);
        int last = (int) size.invokeExact(queue);
        for (int i = 1; i <= last; i++) {
            list(ofInts ? (long) ((int[]) array)[i] << Integer.SIZE : ((long[]) array)[i], free, with);
        }
    }

    private static void list(long handle, BitSet free, Comparison with) {
        int page = (int) (handle >>> NettyHandle.PAGE_SHIFT);
        int end = page + (int) (handle >>> NettyHandle.COUNT_SHIFT & NettyHandle.COUNT_MASK);
        int twice = free.nextSetBit(page);
        if (twice >= 0 && twice < end) {
            with.contradiction("runsAvail", page, end - page, "expected runsAvail to have it once, but it is there twice");
        }
        free.set(page, end);
    }

    /** The map has each run under its first page and under its last. */
    private BitSet byPage(Object runs, int pages) throws Throwable {
        BitSet free = new BitSet();
        for (int page = 0; page < pages;) {
            long handle = at(runs, page);
            int count = handle == -1 || handle >>> NettyHandle.PAGE_SHIFT != page ? 0 : (int) (handle >>> NettyHandle.COUNT_SHIFT & NettyHandle.COUNT_MASK);
            free.set(page, page + count);
            page += Math.max(1, count);
        }
        return free;
    }

    private long at(Object runs, int page) throws Throwable {
        if (byLong != null) {
            return (long) byLong.invokeExact(runs, (long) page);
        }
        return (Object) byInt.invokeExact(runs, page) instanceof Long handle ? handle : -1;
    }
}

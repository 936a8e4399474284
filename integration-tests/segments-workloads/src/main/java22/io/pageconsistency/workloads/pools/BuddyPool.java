package io.pageconsistency.workloads.pools;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** A pool that splits blocks into halves until they fit, and joins two free halves. */
public final class BuddyPool implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final long leastSize;
    private final List<TreeSet<Long>> free = new ArrayList<>();

    public BuddyPool(long leastSize, int orders) {
        this.leastSize = leastSize;
        this.memory = arena.allocate(leastSize << orders - 1, leastSize);
        for (int i = 0; i < orders; i++) {
            free.add(new TreeSet<>());
        }
        free.get(orders - 1).add(0L);
    }

    /** Takes memory whose size is rounded up to a power of two. Returns null if there is no room. */
    public synchronized MemorySegment allocate(long size) {
        int order = order(size);
        int from = order;
        while (from < free.size() && free.get(from).isEmpty()) {
            from++;
        }
        if (from == free.size()) {
            return null;
        }
        long offset = free.get(from).pollFirst();
        for (int i = from; i > order; i--) {
            free.get(i - 1).add(offset + (leastSize << i - 1));
        }
        return memory.asSlice(offset, leastSize << order);
    }

    public synchronized void release(MemorySegment block) {
        long offset = block.address() - memory.address();
        int order = order(block.byteSize());
        while (order < free.size() - 1 && free.get(order).remove(offset ^ leastSize << order)) {
            offset &= ~(leastSize << order);
            order++;
        }
        free.get(order).add(offset);
    }

    private int order(long size) {
        int order = 0;
        while (leastSize << order < size) {
            order++;
        }
        return order;
    }

    @Override
    public void close() {
        arena.close();
    }
}

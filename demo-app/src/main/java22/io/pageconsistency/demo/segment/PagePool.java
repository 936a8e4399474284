package io.pageconsistency.demo.segment;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;

/**
 * Hands out pages of one segment, as many consecutive ones as the caller wants.
 *
 * <p>Like pools in many projects, it does not check what it is given back. {@code page-pool.yaml} describes it to the agent; the
 * pool itself does not know the agent. Thread-safe.
 */
public final class PagePool implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final long pageSize;
    private final int pages;
    private final BitSet taken = new BitSet();

    public PagePool(int pages, long pageSize) {
        this.memory = arena.allocate(pages * pageSize, pageSize);
        this.pages = pages;
        this.pageSize = pageSize;
    }

    /** @return null if there is no room */
    public synchronized MemorySegment acquire(int count) {
        int first = taken.nextClearBit(0);
        while (first + count <= pages) {
            int end = taken.nextSetBit(first);
            if (end < 0 || end - first >= count) {
                taken.set(first, first + count);
                return memory.asSlice(first * pageSize, count * pageSize);
            }
            first = taken.nextClearBit(end);
        }
        return null;
    }

    public synchronized void release(MemorySegment extent) {
        int first = (int) ((extent.address() - memory.address()) / pageSize);
        taken.clear(first, first + (int) (extent.byteSize() / pageSize));
    }

    /** Gives the memory back to the system. */
    @Override
    public void close() {
        arena.close();
    }
}

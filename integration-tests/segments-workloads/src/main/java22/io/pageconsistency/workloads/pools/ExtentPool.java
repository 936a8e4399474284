package io.pageconsistency.workloads.pools;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;

/** A pool that hands out consecutive pages, as many as the caller wants, at the first place with room. */
public final class ExtentPool implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final long pageSize;
    private final int pages;
    private final BitSet taken = new BitSet();

    public ExtentPool(int pages, long pageSize) {
        this.memory = arena.allocate(pages * pageSize, pageSize);
        this.pages = pages;
        this.pageSize = pageSize;
    }

    /** Takes pages. Returns null if there is no room. */
    public synchronized MemorySegment allocatePages(int count) {
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

    public synchronized void freePages(MemorySegment extent) {
        int first = (int) ((extent.address() - memory.address()) / pageSize);
        taken.clear(first, first + (int) (extent.byteSize() / pageSize));
    }

    @Override
    public void close() {
        arena.close();
    }
}

package io.pageconsistency.workloads.pools;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A pool over one segment with one bit for each page, which is set if the page is taken. */
public final class BitmapPool implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final long pageSize;
    private final long[] taken;
    private final int pages;

    public BitmapPool(int pages, long pageSize) {
        this.memory = arena.allocate(pages * pageSize, pageSize);
        this.pages = pages;
        this.pageSize = pageSize;
        this.taken = new long[(pages + 63) / 64];
    }

    public synchronized MemorySegment acquire() {
        for (int page = 0; page < pages; page++) {
            if ((taken[page / 64] & 1L << page) == 0) {
                taken[page / 64] |= 1L << page;
                return memory.asSlice(page * pageSize, pageSize);
            }
        }
        return null;
    }

    public synchronized void release(MemorySegment page) {
        int index = (int) ((page.address() - memory.address()) / pageSize);
        taken[index / 64] &= ~(1L << index);
    }

    @Override
    public void close() {
        arena.close();
    }
}

package io.pageconsistency.benchmarks.segment;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A pool over one segment with one bit for each page, set if the page is free, and a lock. It hands out pages one after the other.
 * Thread-safe.
 */
public final class BitmapPool {
    private final MemorySegment memory;
    private final long pageSize;
    private final long[] free;
    private int next;

    /** @param pages a multiple of 64 that is a power of two */
    BitmapPool(int pages, long pageSize) {
        this.memory = Arena.ofShared().allocate(pages * pageSize, pageSize);
        this.pageSize = pageSize;
        this.free = new long[pages / Long.SIZE];
        Arrays.fill(free, -1);
    }

    public synchronized MemorySegment acquire() {
        next = next + 9 & free.length * Long.SIZE - 1;
        long present = free[next >>> 6];
        if (present == 0) {
            return null;
        }
        int page = next & -Long.SIZE | Long.numberOfTrailingZeros(Long.rotateRight(present, next)) + next & 63;
        free[page >>> 6] &= ~(1L << page);
        return memory.asSlice(page * pageSize, pageSize);
    }

    public synchronized void release(MemorySegment page) {
        int index = (int) ((page.address() - memory.address()) / pageSize);
        free[index >>> 6] |= 1L << index;
    }
}

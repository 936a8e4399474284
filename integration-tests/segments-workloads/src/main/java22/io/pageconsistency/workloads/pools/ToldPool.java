package io.pageconsistency.workloads.pools;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;

import io.pageconsistency.api.PageConsistency;
import io.pageconsistency.api.PageRegion;

/** A pool that reports its operations through the agent's API, and that it leaves free memory alone. */
public final class ToldPool {
    private final MemorySegment memory;
    private final long pageSize;
    private final PageRegion region;
    private final Deque<Long> free = new ArrayDeque<>();

    public ToldPool(int pages, long pageSize) {
        this.memory = Arena.ofShared().allocate(pages * pageSize, pageSize);
        this.pageSize = pageSize;
        this.region = PageConsistency.region("told", memory.address(), memory.byteSize(), pageSize).freeMemoryUntouched();
        for (long page = 0; page < pages; page++) {
            free.push(page);
        }
    }

    public synchronized MemorySegment acquire() {
        Long page = free.poll();
        if (page == null) {
            return null;
        }
        region.handOut(page);
        return memory.asSlice(page * pageSize, pageSize);
    }

    public synchronized void release(MemorySegment segment) {
        long page = (segment.address() - memory.address()) / pageSize;
        region.takeBack(page);
        free.push(page);
    }
}

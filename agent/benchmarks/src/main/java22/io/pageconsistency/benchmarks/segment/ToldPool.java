package io.pageconsistency.benchmarks.segment;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

import io.pageconsistency.api.PageConsistency;
import io.pageconsistency.api.PageRegion;

/** A pool like {@link BitmapPool} that reports its operations through the agent's API. */
public final class ToldPool {
    private final MemorySegment memory;
    private final long pageSize;
    private final long[] free;
    private final long[] tickets;
    private final PageRegion region;
    private int next;

    /** @param pages a multiple of 64 that is a power of two */
    ToldPool(int pages, long pageSize) {
        this.memory = Arena.ofShared().allocate(pages * pageSize, pageSize);
        this.pageSize = pageSize;
        this.free = new long[pages / Long.SIZE];
        this.tickets = new long[pages];
        this.region = PageConsistency.region("benchmark", memory.address(), memory.byteSize(), pageSize);
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
        tickets[page] = region.handOut(page);
        return memory.asSlice(page * pageSize, pageSize);
    }

    public synchronized void release(MemorySegment page) {
        int index = (int) ((page.address() - memory.address()) / pageSize);
        region.takeBack(index, 1, tickets[index]);
        free[index >>> 6] |= 1L << index;
    }
}

package io.pageconsistency.workloads.pools;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** A pool that takes a further block from its arena whenever its list of free pages is empty. */
public final class FreeListPool implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final List<MemorySegment> free = new ArrayList<>();
    private final int pagesInBlock;
    private final long pageSize;

    public FreeListPool(int pagesInBlock, long pageSize) {
        this.pagesInBlock = pagesInBlock;
        this.pageSize = pageSize;
    }

    public synchronized MemorySegment allocatePage() {
        if (free.isEmpty()) {
            MemorySegment block = arena.allocate(pagesInBlock * pageSize);
            for (int i = 0; i < pagesInBlock; i++) {
                free.add(block.asSlice(i * pageSize, pageSize));
            }
        }
        return free.remove(free.size() - 1);
    }

    public synchronized void freePage(MemorySegment page) {
        free.add(page);
    }

    @Override
    public void close() {
        arena.close();
    }
}

package io.pageconsistency.workloads.pools;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** A pool whose free pages wait in a queue. Users wait for pages as well. */
public final class QueuePool implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final BlockingQueue<MemorySegment> free;

    public QueuePool(int pages, long pageSize) {
        // Leaves room for pages that are given back twice, which this pool does not check.
        free = new ArrayBlockingQueue<>(2 * pages);
        MemorySegment memory = arena.allocate(pages * pageSize);
        for (int i = 0; i < pages; i++) {
            free.add(memory.asSlice(i * pageSize, pageSize));
        }
    }

    /** Takes a page. Returns null if none was given back in time. */
    public MemorySegment tryAcquire(long timeout, TimeUnit unit) throws InterruptedException {
        return free.poll(timeout, unit);
    }

    public void releaseAll(MemorySegment... pages) {
        for (MemorySegment page : pages) {
            free.add(page);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}

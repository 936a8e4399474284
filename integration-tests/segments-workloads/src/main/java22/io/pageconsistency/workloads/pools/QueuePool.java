package io.pageconsistency.workloads.pools;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Pages wait in a queue, their users too. */
public final class QueuePool implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final BlockingQueue<MemorySegment> free;

    public QueuePool(int pages, long pageSize) {
        // Room for what is given back too often, which is not this pool's business.
        free = new ArrayBlockingQueue<>(2 * pages);
        MemorySegment memory = arena.allocate(pages * pageSize);
        for (int i = 0; i < pages; i++) {
            free.add(memory.asSlice(i * pageSize, pageSize));
        }
    }

    /** Null when nothing was given back in time. */
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

package io.pageconsistency.workloads.pools;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A {@link SegmentAllocator} that keeps recycled memory. Its blocks are separate segments of an arena that the garbage collector
 * ends.
 */
public final class RecyclingAllocator implements SegmentAllocator {
    private final Arena arena = Arena.ofAuto();
    private final Deque<MemorySegment> free = new ArrayDeque<>();
    private final long blockSize;

    public RecyclingAllocator(long blockSize) {
        this.blockSize = blockSize;
    }

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        if (byteSize > blockSize || byteAlignment > 64) {
            throw new IllegalArgumentException(byteSize + " bytes aligned to " + byteAlignment);
        }
        synchronized (free) {
            MemorySegment block = free.poll();
            return block != null ? block : arena.allocate(blockSize, 64);
        }
    }

    public void recycle(MemorySegment block) {
        synchronized (free) {
            free.push(block);
        }
    }
}

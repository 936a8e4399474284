package io.pageconsistency.workloads.pools;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A pool that cuts slices of any length off a segment, one after the other, until all of them are given up at once. */
public final class SlicePool implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final boolean forgetful;
    private long end;
    private int out;

    /**
     * @param forgetful whether slices are longer than the pool remembers: the mistake of a pool that rounds sizes at one place only
     */
    public SlicePool(long size, boolean forgetful) {
        this.memory = arena.allocate(size, 8);
        this.forgetful = forgetful;
    }

    /** Takes a slice. Returns null if there is no room. */
    public synchronized MemorySegment slice(long size) {
        long rounded = size + 7 & -8;
        if (end + rounded > memory.byteSize()) {
            return null;
        }
        MemorySegment slice = memory.asSlice(end, rounded);
        end += forgetful ? size & -8 : rounded;
        out++;
        return slice;
    }

    /** Gives a slice back. When all slices are back, the pool begins at the front again. */
    public synchronized void discard(MemorySegment slice) {
        if (--out == 0) {
            end = 0;
        }
    }

    /** Gives all slices up, including those that are in use. */
    public synchronized void reset() {
        out = 0;
        end = 0;
    }

    @Override
    public void close() {
        arena.close();
    }
}

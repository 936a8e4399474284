package io.pageconsistency.workloads.pools;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Cuts slices of any length off a segment, one after the other, until all are given up together. */
public final class SlicePool implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final boolean forgetful;
    private long end;
    private int out;

    /** @param forgetful whether its slices are longer than it remembers: the mistake of a pool that rounds at one place only */
    public SlicePool(long size, boolean forgetful) {
        this.memory = arena.allocate(size, 8);
        this.forgetful = forgetful;
    }

    /** Null if there is no room. */
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

    /** Begins again at the front when all slices are back. */
    public synchronized void discard(MemorySegment slice) {
        if (--out == 0) {
            end = 0;
        }
    }

    /** All slices are given up, whoever has them. */
    public synchronized void reset() {
        out = 0;
        end = 0;
    }

    @Override
    public void close() {
        arena.close();
    }
}

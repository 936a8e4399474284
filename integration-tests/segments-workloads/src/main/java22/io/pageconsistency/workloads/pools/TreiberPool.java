package io.pageconsistency.workloads.pools;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicLong;

/** A pool with a lock-free stack whose links are in the free slots. */
public final class TreiberPool implements AutoCloseable {
    private static final int NONE = -1;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final long slotSize;
    /** The first free slot, and in the upper half the number of changes. */
    private final AtomicLong top = new AtomicLong(NONE & 0xFFFF_FFFFL);

    public TreiberPool(int slots, long slotSize) {
        this.memory = arena.allocate(slots * slotSize, 64);
        this.slotSize = slotSize;
        for (int i = slots - 1; i >= 0; i--) {
            push(i);
        }
    }

    public MemorySegment acquire() {
        while (true) {
            long before = top.get();
            int slot = (int) before;
            if (slot == NONE) {
                return null;
            }
            // The value is arbitrary if another thread has taken the slot by now. Then the exchange fails.
            int next = memory.get(ValueLayout.JAVA_INT, slot * slotSize);
            if (top.compareAndSet(before, changed(before, next))) {
                return memory.asSlice(slot * slotSize, slotSize);
            }
        }
    }

    public void release(MemorySegment slot) {
        push((int) ((slot.address() - memory.address()) / slotSize));
    }

    private void push(int slot) {
        while (true) {
            long before = top.get();
            memory.set(ValueLayout.JAVA_INT, slot * slotSize, (int) before);
            if (top.compareAndSet(before, changed(before, slot))) {
                return;
            }
        }
    }

    private static long changed(long before, int slot) {
        return (before & ~0xFFFF_FFFFL) + (1L << 32) | slot & 0xFFFF_FFFFL;
    }

    @Override
    public void close() {
        arena.close();
    }
}

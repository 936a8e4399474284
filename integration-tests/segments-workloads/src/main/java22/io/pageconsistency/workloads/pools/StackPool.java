package io.pageconsistency.workloads.pools;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** A pool that hands out the page that was given back last. It uses any arena it is given, so it may be confined to one thread. */
public final class StackPool {
    private final Deque<MemorySegment> free = new ArrayDeque<>();

    public StackPool(Arena arena, int pages, long pageSize) {
        // Leaves room for a header, so that no page has the address of the whole memory.
        MemorySegment memory = arena.allocate(64 + pages * pageSize).asSlice(64);
        for (int i = 0; i < pages; i++) {
            free.push(memory.asSlice(i * pageSize, pageSize));
        }
    }

    public synchronized Optional<MemorySegment> borrow() {
        return Optional.ofNullable(free.poll());
    }

    public synchronized void giveBack(MemorySegment page) {
        free.push(page);
    }
}

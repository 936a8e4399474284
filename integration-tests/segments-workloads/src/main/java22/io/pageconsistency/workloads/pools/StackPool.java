package io.pageconsistency.workloads.pools;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The page that was given back last is borrowed next. Made from whatever arena it is given, so perhaps for one thread only. */
public final class StackPool {
    private final Deque<MemorySegment> free = new ArrayDeque<>();

    public StackPool(Arena arena, int pages, long pageSize) {
        // Behind a header, so no page begins where the memory does.
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

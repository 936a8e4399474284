package io.pageconsistency.workloads.pools;

import java.lang.foreign.MemorySegment;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Cuts the pages of another pool in two, so both speak of the same addresses. Whoever has a half gives it back without the
 * pool's object at hand.
 */
public final class SharedPages implements AutoCloseable {
    private static final ConcurrentHashMap<Long, SharedPages> OWNERS = new ConcurrentHashMap<>();

    private final BitmapPool whole;
    private final Queue<MemorySegment> free = new ConcurrentLinkedQueue<>();
    private final Queue<MemorySegment> wholes = new ConcurrentLinkedQueue<>();

    public SharedPages(BitmapPool whole) {
        this.whole = whole;
    }

    /** Null when the other pool has nothing left. */
    public MemorySegment half() {
        MemorySegment half = free.poll();
        if (half != null) {
            return half;
        }
        MemorySegment page = whole.acquire();
        if (page == null) {
            return null;
        }
        wholes.add(page);
        long size = page.byteSize() / 2;
        MemorySegment upper = page.asSlice(size);
        OWNERS.put(page.address(), this);
        OWNERS.put(upper.address(), this);
        free.add(upper);
        return page.asSlice(0, size);
    }

    public static void free(MemorySegment half) {
        OWNERS.get(half.address()).free.add(half);
    }

    /** Gives back to the other pool what came from there; nobody has a half any more. */
    @Override
    public void close() {
        wholes.forEach(whole::release);
    }
}

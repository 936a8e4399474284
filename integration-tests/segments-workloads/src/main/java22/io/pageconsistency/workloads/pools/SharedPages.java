package io.pageconsistency.workloads.pools;

import java.lang.foreign.MemorySegment;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Cuts the pages of another pool into halves, so both pools use the same addresses. Users give a half back through a static method,
 * without the pool object.
 */
public final class SharedPages implements AutoCloseable {
    private static final ConcurrentHashMap<Long, SharedPages> OWNERS = new ConcurrentHashMap<>();

    private final BitmapPool whole;
    private final Queue<MemorySegment> free = new ConcurrentLinkedQueue<>();
    private final Queue<MemorySegment> wholes = new ConcurrentLinkedQueue<>();

    public SharedPages(BitmapPool whole) {
        this.whole = whole;
    }

    /** Takes half a page. Returns null if the other pool has no page left. */
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

    /** Gives all pages back to the other pool. No half may be in use. */
    @Override
    public void close() {
        wholes.forEach(whole::release);
    }
}

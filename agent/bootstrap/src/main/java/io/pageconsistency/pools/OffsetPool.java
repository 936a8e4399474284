package io.pageconsistency.pools;

import java.lang.ref.ReferenceQueue;

import io.pageconsistency.region.Geometry;

/**
 * A pool that identifies its memory by positions in it. Pages begin at position 0, so the page grid does not depend on the first hand-out. If
 * the page size is not known, all is recorded as byte extents. Thread-safe.
 */
final class OffsetPool extends WindowedPool {
    /** The number of pages in a window. */
    private static final long PAGES = 1 << 12;
    /** The bytes of a window without pages; about as many as any pool has. */
    private static final long BYTES = 1L << 40;

    private final long pageBytes;
    private final long window;

    OffsetPool(PoolKind kind, Object pool, ReferenceQueue<Object> queue, TrackedPools trackedPools, boolean known) {
        super(kind, pool, queue, trackedPools, known);
        pageBytes = kind.pageBytes(pool);
        window = pageBytes == 0 || pageBytes > BYTES / PAGES ? BYTES : pageBytes * PAGES;
    }

    @Override
    AddressWindow make(Object pool, long place, long length, boolean seen, long from, long to) {
        long low = place - Math.floorMod(place, window);
        // No page grid if a page would lie across the end of two windows and be recorded in both.
        long unit = pageBytes == 0 || window % pageBytes != 0 ? 0 : pageBytes;
        Geometry geometry = Geometry.ofOffsets(low, window, unit == 0 ? window : unit);
        return new AddressWindow(ledger, trackedPools.open(kind, pool, geometry, seen), low, low + window, low, unit,
                kind.handles() == PoolKind.Handles.IDENTITY ? trackedPools.holders() : null);
    }

    @Override
    long length(long bytes) {
        return bytes < 0 ? Math.max(1, pageBytes) : bytes;
    }

    @Override
    int cacheShift() {
        return pageBytes == 0 ? Long.numberOfTrailingZeros(BYTES) : Long.SIZE - 1 - Long.numberOfLeadingZeros(window);
    }
}

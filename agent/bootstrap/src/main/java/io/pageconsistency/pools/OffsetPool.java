package io.pageconsistency.pools;

import java.lang.ref.ReferenceQueue;

import io.pageconsistency.region.Geometry;

/**
 * A pool that speaks of its memory by positions in it. Pages lie one after the other from position 0 on, so a page has the same
 * number whatever is handed out first. Where nobody says how large pages are, all is recorded byte by byte. Thread-safe.
 */
final class OffsetPool extends WindowedPool {
    /** Pages a window has. */
    private static final long PAGES = 1 << 12;
    /** Bytes a window has where there are no pages, about as many as any pool has. */
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
        // A page that lies across the end would be recorded in both.
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

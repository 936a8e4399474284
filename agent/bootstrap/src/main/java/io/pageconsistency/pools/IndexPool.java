package io.pageconsistency.pools;

import java.lang.ref.ReferenceQueue;

import io.pageconsistency.region.Geometry;

/** A pool that identifies its memory by page numbers. Thread-safe. */
final class IndexPool extends WindowedPool {
    /** The number of pages in a window. */
    private static final int PAGES = 1 << 12;

    private final long pageBytes;

    IndexPool(PoolKind kind, Object pool, ReferenceQueue<Object> queue, TrackedPools trackedPools, boolean known) {
        super(kind, pool, queue, trackedPools, known);
        pageBytes = kind.pageBytes(pool);
    }

    @Override
    AddressWindow make(Object pool, long place, long length, boolean seen, long from, long to) {
        long low = place & -PAGES;
        long shown = Math.max(1, pageBytes);
        Geometry geometry = Geometry.ofNumbers(low, PAGES, shown);
        return new AddressWindow(ledger, trackedPools.open(kind, pool, geometry, seen), low, low + PAGES, low, 1,
                kind.hasHolders() ? trackedPools.holders() : null);
    }

    @Override
    long length(long bytes) {
        return bytes <= pageBytes || pageBytes == 0 ? 1 : (bytes - 1) / pageBytes + 1;
    }

    @Override
    int cacheShift() {
        return Integer.numberOfTrailingZeros(PAGES);
    }
}

package io.pageconsistency.pools;

import java.lang.ref.ReferenceQueue;

import io.pageconsistency.region.Geometry;

/** A pool that speaks of its memory by the numbers of pages. Thread-safe. */
final class IndexSpace extends TractSpace {
    /** Numbers a tract has. */
    private static final int TRACT = 1 << 12;

    private final long pageBytes;

    IndexSpace(SpaceKind kind, Object pool, ReferenceQueue<Object> queue, Spaces spaces, boolean known) {
        super(kind, pool, queue, spaces, known);
        pageBytes = kind.pageBytes(pool);
    }

    @Override
    Tract make(Object pool, long place, long length, boolean seen, long from, long to) {
        long low = place & -TRACT;
        long shown = Math.max(1, pageBytes);
        Geometry geometry = Geometry.ofNumbers(low, TRACT, shown);
        return new Tract(ledger, spaces.open(kind, pool, geometry, seen), low, low + TRACT, low, 1,
                kind.hasHolders() ? spaces.holders() : null);
    }

    @Override
    long length(long bytes) {
        return bytes <= pageBytes || pageBytes == 0 ? 1 : (bytes - 1) / pageBytes + 1;
    }

    @Override
    int cacheShift() {
        return Integer.numberOfTrailingZeros(TRACT);
    }
}

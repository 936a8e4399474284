package io.pageconsistency.pools;

import java.lang.ref.ReferenceQueue;

import io.pageconsistency.region.Geometry;

/**
 * A pool that speaks of its memory by positions in it. Pages lie one after the other from position 0 on, so a page has the same
 * number whatever is handed out first. Where nobody says how large pages are, all is recorded byte by byte. Thread-safe.
 */
final class OffsetSpace extends TractSpace {
    /** Pages a tract has. */
    private static final long PAGES = 1 << 12;
    /** Bytes a tract has where there are no pages, about as many as any pool has. */
    private static final long BYTES = 1L << 40;

    private final long pageBytes;
    private final long tract;

    OffsetSpace(SpaceKind kind, Object pool, ReferenceQueue<Object> queue, Spaces spaces, boolean known) {
        super(kind, pool, queue, spaces, known);
        pageBytes = kind.pageBytes(pool);
        tract = pageBytes == 0 || pageBytes > BYTES / PAGES ? BYTES : pageBytes * PAGES;
    }

    @Override
    Tract make(Object pool, long place, long length, boolean seen, long from, long to) {
        long low = place - Math.floorMod(place, tract);
        // A page that lies across the end would be recorded in both.
        long unit = pageBytes == 0 || tract % pageBytes != 0 ? 0 : pageBytes;
        Geometry geometry = Geometry.ofOffsets(low, tract, unit == 0 ? tract : unit);
        return new Tract(ledger, spaces.open(kind, pool, geometry, seen), low, low + tract, low, unit,
                kind.handles() == SpaceKind.Handles.IDENTITY ? spaces.holders() : null);
    }

    @Override
    long length(long bytes) {
        return bytes < 0 ? Math.max(1, pageBytes) : bytes;
    }

    @Override
    int cacheShift() {
        return pageBytes == 0 ? Long.numberOfTrailingZeros(BYTES) : Long.SIZE - 1 - Long.numberOfLeadingZeros(tract);
    }
}

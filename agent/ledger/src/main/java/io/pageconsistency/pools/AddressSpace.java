package io.pageconsistency.pools;

import java.lang.ref.ReferenceQueue;

import io.pageconsistency.ground.GroundBlock;
import io.pageconsistency.ledger.Geometry;
import io.pageconsistency.ledger.Region;

/**
 * A pool that speaks of its memory by addresses.
 *
 * <p>A tract is a block of native memory, if the {@linkplain io.pageconsistency.ground.Ground ground} knows the block, and ends
 * with it; else a piece of the address space.
 *
 * <p>Nobody says where its pages begin: a backing segment may have a header, and what the system gives out is aligned as it
 * likes. So the grid of a tract is that of the first thing handed out there; what does not fit it is recorded byte by byte.
 * Thread-safe.
 */
final class AddressSpace extends TractSpace {
    /** Of an address space about which nothing else is known, a tract is so many bytes, or twice what is handed out first. */
    private static final long SMALLEST = 1L << 20;
    private static final long USUAL_PAGES = 1 << 12;
    /** A tract's record has about so many bytes at most. */
    private static final long MOST_PAGES = 1 << 24;

    private final long pageBytes;

    AddressSpace(SpaceKind kind, Object pool, ReferenceQueue<Object> queue, Spaces spaces, boolean known) {
        super(kind, pool, queue, spaces, known);
        pageBytes = kind.pageBytes(pool);
    }

    @Override
    Tract make(Object pool, long place, long length, boolean seen, long from, long to) {
        GroundBlock block = spaces.blockAt(place);
        if (block != null) {
            Tract tract = make(pool, place, seen, Math.max(block.base(), from), Math.min(block.base() + block.size(), to));
            if (block.over(tract.region())) {
                return tract;
            }
            // Freed meanwhile: whatever this is, it is not in that block.
            tract.replace();
        }
        long window = window(length);
        return make(pool, place, seen, Math.max(place & -window, from), Math.min((place & -window) + window, to));
    }

    private Tract make(Object pool, long place, boolean seen, long from, long to) {
        long most = Long.highestOneBit(Math.max(1, pageBytes) * MOST_PAGES);
        boolean cut = pageBytes != 0 && to - from > most;
        long low = cut ? Math.max(place & -most, from) : from;
        long high = cut ? Math.min((place & -most) + most, to) : to;
        long page = pageBytes == 0 ? high - low : pageBytes;
        long first = pageBytes == 0 ? low : low + (place - low) % pageBytes;
        Geometry geometry = new Geometry(first, 0, high - first, page, false);
        Region region = ledger.open(kind.allocator(), pool, geometry, seen);
        return new Tract(ledger, region, low, high, first, pageBytes, kind.handles() == SpaceKind.Handles.IDENTITY);
    }

    private long window(long length) {
        long wanted = Math.max(Math.max(SMALLEST, pageBytes * USUAL_PAGES), 2 * length);
        long most = pageBytes == 0 ? 1L << 40 : pageBytes * MOST_PAGES;
        return Long.highestOneBit(Math.min(wanted, most));
    }

    @Override
    long length(long bytes) {
        return bytes < 0 ? Math.max(1, pageBytes) : bytes;
    }

    @Override
    int cacheShift() {
        return 12;
    }
}

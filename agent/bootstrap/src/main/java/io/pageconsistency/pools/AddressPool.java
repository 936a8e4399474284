package io.pageconsistency.pools;

import java.lang.ref.ReferenceQueue;

import io.pageconsistency.nativememory.NativeBlock;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;

/**
 * A pool that identifies its memory by addresses.
 *
 * <p>A window is a block of native memory if {@link io.pageconsistency.nativememory.NativeMemory} knows the block; the window then
 * ends with the block. Otherwise it is a piece of the address space.
 *
 * <p>The description does not tell where pages begin: a backing segment may have a header, and blocks have various alignments. So
 * the first hand-out in a window defines the page grid there; hand-outs off the grid are recorded as byte extents. If the page size
 * is not known either, the length of the first hand-out is taken as the page size. Most pools hand out pieces of one size, and a
 * cell is several times as fast as an entry in an ordered set. Thread-safe.
 */
final class AddressPool extends WindowedPool {
    /** Without a known block, a window has this size in bytes, or two to four times the length of its first hand-out. */
    private static final long SMALLEST = 1L << 20;
    private static final long DEFAULT_PAGES = 1 << 12;
    /** The largest number of pages in a window; bounds the size of its record. */
    private static final long MOST_PAGES = 1 << 20;
    /**
     * Shorter first hand-outs are not taken as the page size, because the record would then take too large a share of the memory.
     */
    private static final long LEAST_LEARNED = 512;
    /** Longer first hand-outs are not taken as the page size, because such a length must be a mistake. */
    private static final long MOST_LEARNED = 1L << 40;

    private final long pageBytes;

    AddressPool(PoolKind kind, Object pool, ReferenceQueue<Object> queue, TrackedPools trackedPools, boolean known) {
        super(kind, pool, queue, trackedPools, known);
        pageBytes = kind.pageBytes(pool);
    }

    @Override
    AddressWindow make(Object pool, long place, long length, boolean seen, long from, long to) {
        NativeBlock block = trackedPools.blockAt(place);
        if (block != null) {
            Room room = new Room(Math.max(block.base(), from), Math.min(block.base() + block.size(), to));
            AddressWindow window = make(pool, place, length, seen, room, room, block.toString());
            if (block.closeOnFree(window.region())) {
                return window;
            }
            // The block was freed meanwhile, so the memory is not in that block.
            window.replace();
        }
        Room all = new Room(from, to);
        return make(pool, place, length, seen, all, all.around(place, window(length)), "memory around 0x" + Long.toHexString(place));
    }

    /** A free range of places for a new window: from the first place to the one after the last. */
    private record Room(long from, long to) {
        /**
         * At most so many places of it, with the given place in the middle, because neighbouring memory often belongs to the same
         * pool and should not reach across the end of the window.
         */
        Room around(long place, long most) {
            if (Long.compareUnsigned(to - from, most) <= 0) {
                return this;
            }
            long low = Math.max(from, Math.max(place, Long.MIN_VALUE + most / 2) - most / 2);
            return new Room(low, Math.min(to, Math.min(low, Long.MAX_VALUE - most) + most));
        }
    }

    /**
     * @param all the free range around {@code wanted}; the window may extend into it to end at a page boundary
     * @param where a description of the memory for reports
     */
    private AddressWindow make(Object pool, long place, long length, boolean seen, Room all, Room wanted, String where) {
        long unit = pageBytes != 0 ? pageBytes : length >= LEAST_LEARNED && length <= MOST_LEARNED ? length : 0;
        Room room = unit == 0 ? wanted : wanted.around(place, Long.highestOneBit(unit * MOST_PAGES));
        long first = unit == 0 ? room.from : room.from + (place - room.from) % unit;
        // The window ends at a page boundary. A page across the end of two windows would be recorded and counted in both.
        long low = room.from == all.from ? room.from : first;
        long rest = unit == 0 ? 0 : Math.floorMod(first - room.to, unit);
        long high = Long.compareUnsigned(all.to - room.to, rest) < 0 ? all.to : room.to + rest;
        Geometry geometry = new Geometry(first, 0, high - first, unit == 0 ? high - first : unit, false,
                high - first <= unit || unit == 0 ? where : where + ", in pages");
        Region region = trackedPools.open(kind, pool, geometry, seen);
        return new AddressWindow(ledger, region, low, high, first, unit, kind.hasHolders() ? trackedPools.holders() : null);
    }

    private long window(long length) {
        long wanted = Math.max(Math.max(SMALLEST, pageBytes * DEFAULT_PAGES), 4 * length);
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

package io.pageconsistency.pools;

import java.lang.ref.ReferenceQueue;

import io.pageconsistency.nativememory.NativeBlock;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;

/**
 * A pool that speaks of its memory by addresses.
 *
 * <p>A window is a block of native memory, if {@link io.pageconsistency.nativememory.NativeMemory} knows the block, and ends
 * with it; else a piece of the address space.
 *
 * <p>Nobody says where its pages begin: a backing segment may have a header, and what the system gives out is aligned as it
 * likes. So the grid of a window is that of the first thing handed out there; what does not fit it is recorded byte by byte.
 * Where nobody says how large a page is either, that first thing is one: most pools hand out pieces of one size, and a bit is
 * several times as fast as an entry in an ordered set. Thread-safe.
 */
final class AddressPool extends WindowedPool {
    /** Where nothing is known about an address space, a window is so many bytes, or two to four times what is handed out first. */
    private static final long SMALLEST = 1L << 20;
    private static final long USUAL_PAGES = 1 << 12;
    /** A window's record has about so many bytes at most; eight times as many where lengths are on record as well. */
    private static final long MOST_PAGES = 1 << 20;
    /** The record takes a byte a page, so that smaller ones would cost more than the share of the memory that is allowed. */
    private static final long LEAST_LEARNED = 512;
    /** Whatever is longer is a mistake. */
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
            if (block.over(window.region())) {
                return window;
            }
            // Freed meanwhile: whatever this is, it is not in that block.
            window.replace();
        }
        Room all = new Room(from, to);
        return make(pool, place, length, seen, all, all.around(place, window(length)), "memory around 0x" + Long.toHexString(place));
    }

    /** Where there is nothing yet: from the first place to the one after the last. */
    private record Room(long from, long to) {
        /**
         * Not more than so many places of it, with what it is made for in the middle: what lies beside that was often made
         * together with it, and should not come to lie across the end.
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
     * @param all the room that {@code wanted} is a part of, which it may go beyond for the sake of whole pages
     * @param where what is known of the memory, in words: how many pages of it are the pool's is not
     */
    private AddressWindow make(Object pool, long place, long length, boolean seen, Room all, Room wanted, String where) {
        long unit = pageBytes != 0 ? pageBytes : length >= LEAST_LEARNED && length <= MOST_LEARNED ? length : 0;
        Room room = unit == 0 ? wanted : wanted.around(place, Long.highestOneBit(unit * MOST_PAGES));
        long first = unit == 0 ? room.from : room.from + (place - room.from) % unit;
        // A page that lies across the end of two windows would be recorded, and counted, in each of them.
        long low = room.from == all.from ? room.from : first;
        long rest = unit == 0 ? 0 : Math.floorMod(first - room.to, unit);
        long high = Long.compareUnsigned(all.to - room.to, rest) < 0 ? all.to : room.to + rest;
        Geometry geometry = new Geometry(first, 0, high - first, unit == 0 ? high - first : unit, false,
                high - first <= unit || unit == 0 ? where : where + ", in pages");
        Region region = trackedPools.open(kind, pool, geometry, seen);
        return new AddressWindow(ledger, region, low, high, first, unit, kind.hasHolders() ? trackedPools.holders() : null);
    }

    private long window(long length) {
        long wanted = Math.max(Math.max(SMALLEST, pageBytes * USUAL_PAGES), 4 * length);
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

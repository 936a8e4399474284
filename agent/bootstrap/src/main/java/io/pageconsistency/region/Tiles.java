package io.pageconsistency.region;

/**
 * A radix tree of the address space that is deep where there are many regions and shallow where there are few.
 *
 * <p>A tile of 2<sup>shift</sup> bytes is empty, or holds the {@link Span spans} of the regions that overlap it. If these would be
 * more than {@value #FEW}, it holds an array of the {@value #TILES} smaller tiles that it is divided into. Regions do not overlap,
 * so a large region covers few tiles, however small the tiles elsewhere are. An address leads to one tile, with the one or two
 * regions that may contain it.
 *
 * <p>Tiles, spans and arrays do not change after another thread may see them. A change creates new ones along the path to the
 * region. Pure functions; thread-safe.
 */
final class Tiles {
    /**
     * The address bits of one level. With 6 bits, a hundred thousand chunks of 4 MiB are three levels deep, and a change copies 270
     * bytes a level. With 9 bits they were two levels deep, but a buffer that owns its memory, and so opens and closes a region,
     * took half as long again.
     */
    static final int BITS = 6;
    static final int TILES = 1 << BITS;
    /** The shift of the smallest tiles, which hold any number of spans. Tiles of 4 MiB are three levels above. */
    static final int LEAST_SHIFT = 4;

    /** Two, because adjacent regions may share a tile, however small it is. */
    private static final int FEW = 2;

    /** A region with a copy of its bounds, so that a look-up need not read the region itself. */
    static final class Span {
        final long address;
        final long size;
        final Region region;
        /** The next span in the same tile, or null. */
        final Span next;

        Span(Region region, Span next) {
            this.address = region.address();
            this.size = region.size();
            this.region = region;
            this.next = next;
        }

        long last() {
            return address + size - 1;
        }
    }

    private Tiles() {
    }

    /** The index of the tile of 2^shift bytes that contains an address. */
    static int index(long address, int shift) {
        return (int) (address >>> shift) & TILES - 1;
    }

    /** The last address of an array of tiles of 2^shift bytes. Addresses are unsigned, but never reach 2^63. */
    static long last(long begin, int shift) {
        return (begin | ~(-1L << shift << BITS)) & Long.MAX_VALUE;
    }

    /**
     * The region that contains an address, or null.
     *
     * @param tiles tiles of 2^shift bytes each, one of which contains the address
     */
    static Region find(Object[] tiles, int shift, long address) {
        Object[] inside = tiles;
        for (int s = shift;; s -= BITS) {
            Object tile = inside[index(address, s)];
            // Span is final, so this instanceof is one comparison. It comes first for that reason.
            if (tile instanceof Span span) {
                return of(span, address);
            }
            if (tile == null) {
                return null;
            }
            inside = (Object[]) tile;
        }
    }

    private static Region of(Span spans, long address) {
        for (Span span = spans; span != null; span = span.next) {
            if (address >= span.address && address - span.address < span.size) {
                return span.region;
            }
        }
        return null;
    }

    /** The region with the highest address that overlaps a range, or null; the range must lie in the tiles. */
    static Region lastReaching(Object[] tiles, int shift, long first, long last) {
        for (int i = index(last, shift); i >= index(first, shift); i--) {
            // The range may cover only a part of the tiles at its edges.
            long begin = last & -1L << shift << BITS | (long) i << shift;
            Region region = lastIn(tiles[i], shift, Math.max(first, begin), Math.min(last, begin + (1L << shift) - 1));
            if (region != null) {
                return region;
            }
        }
        return null;
    }

    private static Region lastIn(Object tile, int shift, long first, long last) {
        if (tile instanceof Object[] finer) {
            return lastReaching(finer, shift - BITS, first, last);
        }
        Span nearest = null;
        for (Span span = (Span) tile; span != null; span = span.next) {
            if (span.address <= last && span.last() >= first && (nearest == null || span.address > nearest.address)) {
                nearest = span;
            }
        }
        return nearest == null ? null : nearest.region;
    }

    /** The tiles with one region more, which must not overlap another. */
    static Object[] with(Object[] tiles, int shift, long begin, Region region) {
        Span alone = new Span(region, null);
        Object[] changed = tiles.clone();
        enter(changed, shift, begin, alone);
        return changed;
    }

    /** @param begin the first address of the tiles, which no other thread sees yet */
    private static void enter(Object[] tiles, int shift, long begin, Span alone) {
        int first = index(Math.max(begin, alone.address), shift);
        int last = index(Math.min(last(begin, shift), alone.last()), shift);
        for (int i = first; i <= last; i++) {
            tiles[i] = entered(tiles[i], shift, begin + ((long) i << shift), alone);
        }
    }

    private static Object entered(Object tile, int shift, long begin, Span alone) {
        if (tile == null) {
            return alone;
        }
        if (tile instanceof Span span && (shift == LEAST_SHIFT || count(span) < FEW)) {
            return new Span(alone.region, span);
        }
        Object[] finer;
        if (tile instanceof Object[] there) {
            finer = there.clone();
        } else {
            finer = new Object[TILES];
            for (Span span = (Span) tile; span != null; span = span.next) {
                enter(finer, shift - BITS, begin, new Span(span.region, null));
            }
        }
        enter(finer, shift - BITS, begin, alone);
        return finer;
    }

    /** The tiles without a region. */
    static Object[] without(Object[] tiles, int shift, long begin, Region region) {
        Object[] changed = tiles.clone();
        int first = index(Math.max(begin, region.address()), shift);
        int last = index(Math.min(last(begin, shift), region.address() + region.size() - 1), shift);
        for (int i = first; i <= last; i++) {
            changed[i] = changed[i] instanceof Object[] finer
                    ? simplest(without(finer, shift - BITS, begin + ((long) i << shift), region))
                    : without((Span) changed[i], region);
        }
        return changed;
    }

    private static Span without(Span spans, Region region) {
        if (spans == null) {
            return null;
        }
        Span rest = without(spans.next, region);
        return spans.region == region ? rest : rest == spans.next ? spans : new Span(spans.region, rest);
    }

    /** The simplest form of a divided tile: its spans if they are few, otherwise the array itself. */
    static Object simplest(Object[] finer) {
        Span all = null;
        for (Object tile : finer) {
            if (tile instanceof Object[]) {
                return finer;
            }
            for (Span span = (Span) tile; span != null; span = span.next) {
                if (!contains(all, span.region)) {
                    all = new Span(span.region, all);
                }
            }
            if (count(all) > FEW) {
                return finer;
            }
        }
        return all;
    }

    private static boolean contains(Span spans, Region region) {
        return spans != null && (spans.region == region || contains(spans.next, region));
    }

    private static int count(Span spans) {
        return spans == null ? 0 : 1 + count(spans.next);
    }
}

package io.pageconsistency.region;

/**
 * A tree of the address space that is fine where there are many regions and coarse where there are few.
 *
 * <p>A tile of 2<sup>shift</sup> bytes holds nothing, the {@link Span spans} of the regions that reach into it, or, where these
 * would be more than {@value #FEW}, an array of the {@value #TILES} tiles it is divided into. As regions do not overlap, a large
 * one is met by few tiles however small those elsewhere are, and lies in tiles of its own: the address alone leads to the
 * one or two regions that it may belong to.
 *
 * <p>Tiles, spans and arrays are never changed once another thread may see them; a change makes new ones along the way to the
 * region. Pure functions; thread-safe.
 */
final class Tiles {
    /**
     * Of how many bits of an address an array of tiles takes care. With 6 a hundred thousand chunks of 4 MiB are three arrays deep, and
     * a change copies 270 bytes a step. With 9 they were two deep, and a buffer with memory of its own, which begins and ends a region,
     * took half as long again.
     */
    static final int BITS = 6;
    static final int TILES = 1 << BITS;
    /** Of the smallest tiles, which hold any number of spans. From it, tiles of 4 MiB are three steps up. */
    static final int LEAST_SHIFT = 4;

    /** Two, because regions that adjoin somewhere inside a page share a tile, however small it is. */
    private static final int FEW = 2;

    /** Where a region lies, beside the region itself, so that who asks for an address need not read that as well. */
    static final class Span {
        final long address;
        final long size;
        final Region region;
        /** Another one in the same tile, or null. */
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

    /** Which of the tiles of 2^shift bytes an address is in. */
    static int index(long address, int shift) {
        return (int) (address >>> shift) & TILES - 1;
    }

    /** The last address of an array of tiles of 2^shift bytes. Addresses are unsigned, but never above 2^63. */
    static long last(long begin, int shift) {
        return (begin | ~(-1L << shift << BITS)) & Long.MAX_VALUE;
    }

    /**
     * The region in some tiles that an address lies in, or null.
     *
     * @param tiles of 2^shift bytes each, to one of which the address belongs
     */
    static Region find(Object[] tiles, int shift, long address) {
        Object[] inside = tiles;
        for (int s = shift;; s -= BITS) {
            Object tile = inside[index(address, s)];
            // The class that is final is asked for first: one comparison decides.
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

    /** The last region that reaches into a range, which must lie in the tiles; or null. */
    static Region lastReaching(Object[] tiles, int shift, long first, long last) {
        for (int i = index(last, shift); i >= index(first, shift); i--) {
            // Of a tile at an edge of the range only a part is asked for.
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

    /** The tiles with a region in them that overlaps no other. */
    static Object[] with(Object[] tiles, int shift, long begin, Region region) {
        Span alone = new Span(region, null);
        Object[] changed = tiles.clone();
        enter(changed, shift, begin, alone);
        return changed;
    }

    /** @param begin the first address of the tiles, which nobody else sees yet */
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

    /** What a tile holds that was divided: no more than it needs to. */
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

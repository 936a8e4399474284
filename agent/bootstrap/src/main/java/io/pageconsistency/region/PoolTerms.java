package io.pageconsistency.region;

import io.pageconsistency.Extent;

/**
 * How a region's pool itself speaks of its memory.
 *
 * @param undivided whether the region has no pages but one
 */
public record PoolTerms(Geometry.Terms terms, long origin, long pageSize, boolean undivided) {
    /** What the pool itself calls a {@linkplain Region#placeOf place}, if that is not an address. */
    public long offset(long start) {
        return terms == Geometry.Terms.OFFSETS ? origin + start : Extent.NO_OFFSET;
    }

    /** A place as the pool itself speaks of it. */
    public String inWords(long start) {
        return terms == Geometry.Terms.OFFSETS ? "offset " + (origin + start) : "0x" + Long.toHexString(start);
    }

    /** The number of a page as the pool itself counts them. */
    public long page(long page) {
        return terms == Geometry.Terms.ADDRESSES ? page : page + origin / pageSize;
    }

    /** Memory of it as the pool itself speaks of it: by its own numbers, and by none where it has no pages. */
    public Extent shown(Extent memory) {
        if (terms == Geometry.Terms.OFFSETS && undivided) {
            return new Extent(0, 0, memory.slot(), 0, memory.length(), memory.offset());
        }
        return terms == Geometry.Terms.ADDRESSES || origin == 0 ? memory : new Extent(page(memory.page()), memory.pageCount(), memory.slot(),
                memory.address(), memory.length(), memory.offset());
    }
}

package io.pageconsistency.region;

import io.pageconsistency.Extent;

/**
 * Converts places and pages of a region to the terms that its pool uses.
 *
 * @param undivided whether the region is one page
 */
public record PoolTerms(Geometry.Terms terms, long origin, long pageSize, boolean undivided) {
    /**
     * The pool's own position of a {@linkplain Region#placeOf place}, or {@link Extent#NO_OFFSET} if the pool uses addresses or
     * numbers.
     */
    public long offset(long start) {
        return terms == Geometry.Terms.OFFSETS ? origin + start : Extent.NO_OFFSET;
    }

    /** A place in the pool's own terms, in words. */
    public String inWords(long start) {
        return terms == Geometry.Terms.OFFSETS ? "offset " + (origin + start) : "0x" + Long.toHexString(start);
    }

    /** The pool's own number of a page. */
    public long page(long page) {
        return terms == Geometry.Terms.ADDRESSES ? page : page + origin / pageSize;
    }

    /** An extent in the pool's own terms. */
    public Extent shown(Extent memory) {
        if (terms == Geometry.Terms.OFFSETS && undivided) {
            return new Extent(0, 0, memory.slot(), 0, memory.length(), memory.offset());
        }
        return terms == Geometry.Terms.ADDRESSES || origin == 0 ? memory : new Extent(page(memory.page()), memory.pageCount(), memory.slot(),
                memory.address(), memory.length(), memory.offset());
    }
}

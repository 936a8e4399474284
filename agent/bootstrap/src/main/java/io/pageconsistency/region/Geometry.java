package io.pageconsistency.region;

/**
 * The position of a region and its division into pages.
 *
 * @param address the address of the first byte; 0 for memory on the Java heap
 * @param origin the position of that first byte in the pool's own counting of bytes; mostly 0
 * @param size in bytes, at least 1
 * @param pageSize in bytes, at least 1; the whole size for memory that is handed out undivided
 * @param reserves whether the pool claims pages before it hands them out
 * @param place a description in words for memory that has no address and is not an array on the Java heap; null otherwise. It ends
 *        with the word for a page, because reports append the page size if that is more than a byte
 * @param terms how the pool names a piece of this memory; reports use the same terms
 */
public record Geometry(long address, long origin, long size, long pageSize, boolean reserves, String place, Terms terms) {
    /** How a pool names a piece of its memory. */
    public enum Terms {
        /** By its address, or by its page counted from the region's first page. */
        ADDRESSES,
        /** By its position; the region begins at position {@code origin}. */
        OFFSETS,
        /** By the pool's own page numbers. */
        NUMBERS
    }

    public Geometry(long address, long origin, long size, long pageSize, boolean reserves, String place) {
        this(address, origin, size, pageSize, reserves, place, Terms.ADDRESSES);
    }

    /** The geometry of pages that have only numbers. */
    public static Geometry ofNumbers(long first, long count, long pageSize) {
        return new Geometry(0, first * pageSize, count * pageSize, pageSize, false,
                "numbers " + first + " to " + (first + count - 1) + ", each a page", Terms.NUMBERS);
    }

    /** The geometry of memory of which only positions are known; without pages the page size is the whole size. */
    public static Geometry ofOffsets(long origin, long size, long pageSize) {
        return new Geometry(0, origin, size, pageSize, false, "offsets from " + origin + (pageSize == size ? " on" : " on, in pages"),
                Terms.OFFSETS);
    }

    public Geometry(long address, long origin, long size, long pageSize, boolean reserves) {
        this(address, origin, size, pageSize, reserves, null);
    }

    public Geometry {
        if (size < 1 || pageSize < 1) {
            throw new IllegalArgumentException("size " + size + ", page size " + pageSize + ": both must be positive");
        }
    }

    long pages() {
        return (size - 1) / pageSize + 1;
    }
}

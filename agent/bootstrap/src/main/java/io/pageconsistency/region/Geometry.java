package io.pageconsistency.region;

/**
 * Where a region lies and how it is divided.
 *
 * @param address of the first byte of the first page; 0 for memory on the Java heap
 * @param origin the position, in the pool's own counting of bytes, of that first byte; mostly 0
 * @param size in bytes, at least 1
 * @param pageSize in bytes, at least 1; the whole size for memory that is handed out undivided
 * @param reserves whether the pool claims pages before it hands them out
 * @param place in words, for what has no address and yet is not an array on the Java heap, ending with what a page is: its size
 *        follows where it is known, which is where it is more than a byte. Null to say where the region lies
 * @param terms in which its pool speaks of this memory, and so are we to
 */
public record Geometry(long address, long origin, long size, long pageSize, boolean reserves, String place, Terms terms) {
    /** In which terms a pool speaks of its memory. */
    public enum Terms {
        /** By addresses, or by pages counted from the region's first. */
        ADDRESSES,
        /** By positions, as the origin is one. */
        OFFSETS,
        /** By numbers of pages, of which the first is the one at the origin. */
        NUMBERS
    }

    public Geometry(long address, long origin, long size, long pageSize, boolean reserves, String place) {
        this(address, origin, size, pageSize, reserves, place, Terms.ADDRESSES);
    }

    /** Of pages that have numbers. */
    public static Geometry ofNumbers(long first, long count, long pageSize) {
        return new Geometry(0, first * pageSize, count * pageSize, pageSize, false,
                "numbers " + first + " to " + (first + count - 1) + ", each a page", Terms.NUMBERS);
    }

    /** Of memory of which nothing is known but positions; the page is as large as all of it where there are none. */
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

package io.pageconsistency;

/**
 * A piece of a region: a run of pages, or one slot in a run.
 *
 * @param page the first page, counted from the start of the region
 * @param pageCount how many pages; for a slot, the pages of its run; 0 for memory of which only the length is known
 * @param slot the slot's index in its run, or {@link #NO_SLOT}
 * @param address the first byte's address, or 0 for memory on the Java heap
 * @param length in bytes, or {@link #UNSAID}
 * @param offset the first byte's position as the pool itself counts, or {@link #NO_OFFSET} if the pool does not use positions
 */
public record Extent(long page, long pageCount, int slot, long address, long length, long offset) {
    /** The offset of memory whose pool does not use positions. */
    public static final long NO_OFFSET = -1;

    /** Says that an extent consists of whole pages. */
    public static final int NO_SLOT = -1;

    /** The length of memory that was given back by a call that does not name a length. */
    public static final long UNSAID = -1;

    /** An extent of a pool that does not use positions. */
    public Extent(long page, long pageCount, int slot, long address, long length) {
        this(page, pageCount, slot, address, length, NO_OFFSET);
    }

    public boolean isSlot() {
        return slot != NO_SLOT;
    }

    @Override
    public String toString() {
        if (pageCount == 0) {
            return placeInWords(lengthInWords().replaceFirst("^, ", ""));
        }
        String pages = pageCount == 1 ? "page " + page : "pages " + page + " to " + (page + pageCount - 1);
        String place = isSlot() ? "slot " + slot + " of the run at " + pages : pages;
        return placeInWords(place + lengthInWords());
    }

    private String placeInWords(String what) {
        return what + (address != 0 ? " at 0x" + Long.toHexString(address) : offset != NO_OFFSET ? " at offset " + offset : "");
    }

    private String lengthInWords() {
        if (length == UNSAID) {
            return ", of unknown length";
        }
        // Without an address, a length of one byte a page means that the page size is not known.
        return length <= pageCount && address == 0 ? "" : ", " + length + (length == 1 ? " byte" : " bytes");
    }
}

package io.pageconsistency;

/**
 * A piece of a region: a run of pages, or one slot in a run.
 *
 * @param page the first page, counted from the start of the region
 * @param pageCount how many pages; for a slot those of its run; 0 for memory that is known by nothing but its length
 * @param slot the slot's index in its run, or {@link #NO_SLOT}
 * @param address the first byte's address, or 0 for memory on the Java heap
 * @param length in bytes, or {@link #UNSAID}
 */
public record Extent(long page, long pageCount, int slot, long address, long length) {
    /** Says that an extent consists of whole pages. */
    public static final int NO_SLOT = -1;

    /** The length of what was given back without anybody's saying how long it is. */
    public static final long UNSAID = -1;

    public boolean isSlot() {
        return slot != NO_SLOT;
    }

    @Override
    public String toString() {
        if (pageCount == 0) {
            return (length == UNSAID ? "of unknown length" : length + (length == 1 ? " byte" : " bytes"))
                    + (address == 0 ? "" : " at 0x" + Long.toHexString(address));
        }
        String pages = pageCount == 1 ? "page " + page : "pages " + page + " to " + (page + pageCount - 1);
        String place = isSlot() ? "slot " + slot + " of the run at " + pages : pages;
        return place + lengthInWords() + (address == 0 ? "" : " at 0x" + Long.toHexString(address));
    }

    private String lengthInWords() {
        if (length == UNSAID) {
            return ", of unknown length";
        }
        // Without an address a page of one byte is one of which no size is known.
        return length <= pageCount && address == 0 ? "" : ", " + length + (length == 1 ? " byte" : " bytes");
    }
}

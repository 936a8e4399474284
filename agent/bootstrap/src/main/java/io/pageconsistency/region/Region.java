package io.pageconsistency.region;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

import io.pageconsistency.Extent;
import io.pageconsistency.bitmap.ByteExtents;
import io.pageconsistency.bitmap.PageMap;
import io.pageconsistency.bitmap.SlotMap;

/**
 * One contiguous piece of memory that a pool carves up, and the record of its pages and slots.
 *
 * <p>What describes it is final, so that a region reached through a race (a plain field of the pool's own chunk) is seen
 * whole: the Java memory model's rule for final fields, and the answer to the torn publication that the kernel's slab
 * metadata suffered from. The owner is held weakly: the ledger never keeps a pool alive.
 */
public final class Region extends OddPieces {
    /** Of a region without its maps, about. */
    private static final long FIXED_BYTES = 400;

    /** Exact: the error of the factor, less than one unit of its fraction, times an offset is less than a page's own fraction. */
    private static final int FRACTION = 40;
    private static final int OFFSET_BITS = 23;
    private static final long MOST_TO_MULTIPLY = 1L << FRACTION - OFFSET_BITS;

    private final int id;
    private final String allocator;
    private final String owner;
    private final long address;
    private final long origin;
    private final long size;
    private final long pageSize;
    /** What to multiply an offset by, instead of a division; 0 where that would not be exact. */
    private final long pagesPerByte;
    private final String place;
    private final Geometry.Terms terms;
    private final boolean reserves;
    private final Traits traits;
    /** As {@link Traits#untouched}, which a pool may say later. */
    private volatile boolean untouched;
    /** In which it lies, on the Java heap; null where that is not known. */
    private volatile WeakReference<byte[]> array;
    private final boolean known;
    private final Object group;

    public Region(int id, String allocator, Object owner, ReferenceQueue<Object> queue, Geometry geometry, boolean known) {
        this(id, allocator, owner, queue, geometry, known, Traits.CHUNK, null);
    }

    /**
     * @param known whether the region is new, so that its pages were never allocated
     * @param group what {@link #group} is to tell
     */
    public Region(int id, String allocator, Object owner, ReferenceQueue<Object> queue, Geometry geometry, boolean known,
            Traits traits, Object group) {
        super(owner, queue, new PageMap(geometry.pages(), geometry.reserves(), !geometry.reserves() && !traits.serial(), known));
        this.id = id;
        this.allocator = allocator;
        this.owner = owner instanceof NamedOwner named ? named.inWords()
                : owner.getClass().getName() + "@" + Integer.toHexString(System.identityHashCode(owner));
        this.address = geometry.address();
        this.origin = geometry.origin();
        this.size = geometry.size();
        this.pageSize = geometry.pageSize();
        this.pagesPerByte = pageSize <= MOST_TO_MULTIPLY ? ((1L << FRACTION) - 1) / pageSize + 1 : 0;
        this.place = geometry.place();
        this.terms = geometry.terms();
        this.traits = traits;
        this.untouched = traits.untouched();
        this.known = known;
        this.reserves = geometry.reserves();
        this.group = group;
    }

    /** Unique in this virtual machine, from 1. */
    public int id() {
        return id;
    }

    /** The allocator module it belongs to. */
    public String allocator() {
        return allocator;
    }

    /** Of the first byte; 0 for memory on the Java heap, which moves. */
    public long address() {
        return address;
    }

    /** In bytes. */
    public long size() {
        return size;
    }

    /** The position of the first page in the pool's own counting of bytes. */
    public long origin() {
        return origin;
    }

    /** In bytes; the last page may be shorter. */
    @Override
    public long pageSize() {
        return pageSize;
    }

    /** What the region was opened with, to be told with others like it; may be null. */
    public Object group() {
        return group;
    }

    /** Whether the region was there before it was noticed: some of its pages may still be unknown. */
    public boolean isAdopted() {
        return !known;
    }

    /**
     * How many pages it has, as far as that is known: of memory around what a pool hands out nobody knows how much is the pool's, so
     * only those count that were ever in use.
     */
    public long pagesKnown() {
        return place != null && pageCount() > 1 ? Math.max(pages.known(), pagesHeld()) : pageCount();
    }

    /** How many pages are held, be it whole or by at least one slot; exact at rest. */
    public long pagesHeld() {
        return pages.held() + sumOfSlots(map -> map.held() > 0 ? map.runPages() : 0) + extentsHeld();
    }

    /** Bytes of the bitmaps of pages and slots. */
    public long bitmapBytes() {
        return pages.bytes() + sumOfSlots(SlotMap::bytes);
    }

    /** Words of the bitmaps of pages and slots. */
    public long words() {
        return (bitmapBytes() + Long.BYTES - 1) / Long.BYTES;
    }

    /** How many hand-outs users hold; exact at rest. */
    public long handOutsHeld() {
        return pages.starts() + sumOfSlots(SlotMap::held) + extentsHeld();
    }

    /** Whether the record of a byte is intact. */
    public boolean intactAt(long offset) {
        for (int page = nextSlots(0); page >= 0; page = nextSlots(page + 1)) {
            SlotMap map = slotsAt(page);
            long slot = map == null ? -1 : Math.floorDiv(offset - page * pageSize, map.slotSize());
            // After the last slot there may be a rest, and after the run there is something else.
            if (slot >= 0 && slot < map.slots() && !map.intact(slot)) {
                return false;
            }
        }
        return pages.intact(offset / pageSize);
    }

    /** Whether its pool claims pages before it hands them out. Where it does not, all count as claimed. */
    @Override
    public boolean reserves() {
        return reserves;
    }

    /** Whether it is found by its addresses. */
    public boolean isByAddress() {
        return traits.byAddress() && address != 0;
    }

    /** As {@link Traits#carried}. */
    public boolean isCarried() {
        return traits.carried();
    }

    /** As {@link Traits#ofSinglePages}. */
    public boolean isOfSinglePages() {
        return traits.ofSinglePages();
    }

    /** As {@link Traits#fleeting}. */
    public boolean isFleeting() {
        return traits.fleeting();
    }

    /** As {@link Traits#refusedWhole}. */
    public boolean refusesWhole() {
        return traits.refusedWhole();
    }

    /** As {@link Traits#untouched}. */
    public boolean leavesFreeMemoryAlone() {
        return untouched;
    }

    /** Its pool says that it does. */
    public void leaveFreeMemoryAlone() {
        untouched = true;
    }

    /** In which it lies, where it is on the Java heap; null where it is not, where that is not known, or when it is gone. */
    public byte[] array() {
        WeakReference<byte[]> reference = array;
        return reference == null ? null : reference.get();
    }

    /** Lies in an array. */
    public void in(byte[] memory) {
        array = new WeakReference<>(memory);
    }

    /** The page in which an offset lies, which may be outside of the region. A division costs as much as half a transfer. */
    public long pageAtOffset(long offset) {
        return pagesPerByte != 0 && offset >>> OFFSET_BITS == 0 ? offset * pagesPerByte >>> FRACTION : Math.floorDiv(offset, pageSize);
    }

    /** About how much of the Java heap its record takes. */
    public long recordBytes() {
        return FIXED_BYTES + bitmapBytes() + pieceBytes();
    }

    /**
     * Where a buffer begins in the region, from the position the pool gave it in the region's memory.
     *
     * <p>They differ where the pool aligns its first page by skipping some bytes of the memory.
     */
    public long offsetOf(long position) {
        return position - origin;
    }

    /** How its pool speaks of its memory; for reports. */
    public PoolTerms terms() {
        return new PoolTerms(terms, origin, pageSize, pageCount() == 1);
    }

    @Override
    ByteExtents newBytes() {
        return new ByteExtents(known, address);
    }

    /** Where a page begins: its address, or its position in the region where that has none. */
    @Override
    public long placeOf(long page) {
        return address + page * pageSize;
    }

    /** The page that a place lies in, as far as there are pages. */
    public long pageAt(long place) {
        return Math.floorDiv(place - address, pageSize);
    }

    /** The bytes of some pages; the last page ends with the region. */
    @Override
    public long lengthOf(long page, long count) {
        return Math.min(count * pageSize, Math.max(0, size - page * pageSize));
    }

    /** Slots for a run that begins at a page; with the marks that the pages have. */
    public SlotMap slotsOf(long page, int slots, long slotSize, long runPages, boolean known) {
        SlotMap map = new SlotMap(slots, slotSize, runPages, known);
        map.copyMarks(pages, page, pageSize);
        return map;
    }

    /**
     * The address of a page, or of a slot of the run that begins there.
     *
     * @param slot the slot's index, or {@link Extent#NO_SLOT}
     * @return 0 for memory on the Java heap; the run's address if its slots are gone already
     */
    public long addressOf(long page, int slot) {
        if (address == 0) {
            return 0;
        }
        SlotMap map = slot == Extent.NO_SLOT ? null : slotsAt(page);
        return address + page * pageSize + (map == null ? 0 : slot * map.slotSize());
    }

    /** In words, for reports. */
    @Override
    public String toString() {
        String what = place != null ? place + (pageSize > 1 && pageCount() > 1 ? " of " + pageSize + " bytes" : "")
                : size + " bytes" + (address == 0 ? " on the heap" : " at 0x" + Long.toHexString(address)) + ", "
                        + pageCount() + (pageCount() == 1 ? " page" : " pages of " + pageSize + " bytes");
        return "region " + id + ", " + what + ", owner " + owner;
    }
}

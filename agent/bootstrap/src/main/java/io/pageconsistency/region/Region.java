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
 * <p>Its description is in final fields, so a region that is reached through a race (a plain field of the pool's own chunk) is seen
 * completely, by the Java memory model's rule for final fields. This avoids the torn publication that the kernel's slab metadata
 * suffered from. The owner is referred to weakly: the ledger never keeps a pool alive.
 */
public final class Region extends OddPieces {
    /** The approximate size of a region without its maps on the Java heap. */
    private static final long FIXED_BYTES = 400;

    /**
     * The fraction bits of the factor. The result is exact, because the factor's error times an offset is less than the fraction of
     * a page.
     */
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
    /** The factor that replaces a division of an offset by the page size; 0 if that would not be exact. */
    private final long pagesPerByte;
    private final String place;
    private final Geometry.Terms terms;
    private final boolean reserves;
    private final Traits traits;
    private final boolean ofSinglePages;
    /** Whether it is handed out without claims, and each hand-out happens before the next one. */
    private final boolean inTurn;
    private final boolean carved;
    private final boolean undivided;
    /** As {@link Traits#untouched}; a pool may declare it later. */
    private volatile boolean untouched;
    /** The array on the Java heap that contains the region; null if not known. */
    private volatile WeakReference<byte[]> array;
    private final boolean known;
    private final Object group;

    public Region(int id, String allocator, Object owner, ReferenceQueue<Object> queue, Geometry geometry, boolean known) {
        this(id, allocator, owner, queue, geometry, known, Traits.CHUNK, null);
    }

    /**
     * @param known whether the region is new, so that its pages were never allocated
     * @param group the value of {@link #group}
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
        this.reserves = geometry.reserves();
        this.ofSinglePages = traits.ofSinglePages();
        this.inTurn = traits.serial() && !reserves;
        this.carved = inTurn && pageCount() > 1 && pages.cells.length == pageCount();
        this.undivided = inTurn && pageCount() == 1;
        this.untouched = traits.untouched();
        this.known = known;
        this.group = group;
    }

    /** The number of the region, unique in this virtual machine, from 1. */
    public int id() {
        return id;
    }

    /** The allocator module it belongs to. */
    public String allocator() {
        return allocator;
    }

    /** The address of the first byte; 0 for memory on the Java heap, which moves. */
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

    /** An object that several regions may have in common, as given when the region was opened; may be null. */
    public Object group() {
        return group;
    }

    /** Whether the region was adopted, so that some of its pages may still be unknown. */
    public boolean isAdopted() {
        return !known;
    }

    /**
     * The number of pages that are known to belong to the pool. In an address window without a known block, only pages that were
     * ever in use count, because the window may be larger than the pool's memory.
     */
    public long pagesKnown() {
        return place != null && pageCount() > 1 ? Math.max(pages.known(), pagesHeld()) : pageCount();
    }

    /** The number of pages of which all or at least one slot is held; exact while no operation runs. */
    public long pagesHeld() {
        return pages.held() + sumOfSlots(map -> map.held() > 0 ? map.runPages() : 0) + extentsHeld();
    }

    /** The size of the cells of pages and slots in bytes. */
    public long bitmapBytes() {
        return pages.bytes() + sumOfSlots(SlotMap::bytes);
    }

    /** The size of the cells of pages and slots in words of 64 bits. */
    public long words() {
        return (bitmapBytes() + Long.BYTES - 1) / Long.BYTES;
    }

    /** The number of held hand-outs; exact while no operation runs. */
    public long handOutsHeld() {
        return pages.starts() + sumOfSlots(SlotMap::held) + extentsHeld();
    }

    /** Whether the cells for a byte of the region are intact. */
    public boolean intactAt(long offset) {
        for (int page = nextSlots(0); page >= 0; page = nextSlots(page + 1)) {
            SlotMap map = slotsAt(page);
            long slot = map == null ? -1 : Math.floorDiv(offset - page * pageSize, map.slotSize());
            // The offset may lie in the rest after the last slot, or in another run.
            if (slot >= 0 && slot < map.slots() && !map.intact(slot)) {
                return false;
            }
        }
        return pages.intact(offset / pageSize);
    }

    /** Whether the pool claims pages before it hands them out. If not, all pages count as claimed. */
    @Override
    public boolean reserves() {
        return reserves;
    }

    /** Whether the region is found by address. */
    public boolean isByAddress() {
        return traits.byAddress() && address != 0;
    }

    /** As {@link Traits#carried}. */
    public boolean isCarried() {
        return traits.carried();
    }

    /** As {@link Traits#ofSinglePages}. */
    public boolean isOfSinglePages() {
        return ofSinglePages;
    }

    /** Whether it has several pages, which its pool hands out without a claim and one hand-out after the other. */
    public boolean isCarved() {
        return carved;
    }

    /** Whether its pool hands out any range of its bytes, without a claim and one hand-out after the other. */
    public boolean isUndivided() {
        return undivided;
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

    /** Sets that the pool leaves free memory alone. */
    public void leaveFreeMemoryAlone() {
        untouched = true;
    }

    /** The array on the Java heap that contains the region; null if there is none, if it is not known, or if it was collected. */
    public byte[] array() {
        WeakReference<byte[]> reference = array;
        return reference == null ? null : reference.get();
    }

    /** Sets the array that contains the region. */
    public void in(byte[] memory) {
        array = new WeakReference<>(memory);
    }

    /**
     * The page that contains an offset, possibly outside of the region. Avoids a division, which costs as much as half a transfer.
     */
    public long pageAtOffset(long offset) {
        return pagesPerByte != 0 && offset >>> OFFSET_BITS == 0 ? offset * pagesPerByte >>> FRACTION : Math.floorDiv(offset, pageSize);
    }

    /**
     * The page that begins at an offset, possibly outside of the region; -1 if none does. Says so of all pages but the first where
     * only a division would tell.
     */
    public int pageBeginningAt(long offset) {
        int page = (int) (offset * pagesPerByte >>> FRACTION);
        return page * pageSize == offset ? page : -1;
    }

    /** Whether a hand-out of a length may begin at a page, which may lie outside of the region. */
    public boolean hasRoomFor(int length, int page) {
        return length > 0 && length <= size - page * pageSize && (!ofSinglePages || length <= pageSize);
    }

    /** The number of pages that a hand-out of a length takes. */
    public int pagesFor(int length) {
        return ofSinglePages || length <= pageSize ? 1 : (int) pageAtOffset(length - 1L) + 1;
    }

    /** The approximate size of its record on the Java heap, in bytes. */
    public long recordBytes() {
        return FIXED_BYTES + bitmapBytes() + pieceBytes();
    }

    /**
     * Converts a position in the pool's own counting to an offset in the region. They differ if the pool skips some bytes to align
     * its first page.
     */
    public long offsetOf(long position) {
        return position - origin;
    }

    /** How its pool names its memory; for reports. */
    public PoolTerms terms() {
        return new PoolTerms(terms, origin, pageSize, pageCount() == 1);
    }

    @Override
    ByteExtents newBytes() {
        return new ByteExtents(known, address, !inTurn);
    }

    /** The place where a page begins: its address, or its position in a region without an address. */
    @Override
    public long placeOf(long page) {
        return address + page * pageSize;
    }

    /** The page that contains a place; possibly outside of the region. */
    public long pageAt(long place) {
        return Math.floorDiv(place - address, pageSize);
    }

    /** The length of some pages in bytes; the last page ends with the region. */
    @Override
    public long lengthOf(long page, long count) {
        return Math.min(count * pageSize, Math.max(0, size - page * pageSize));
    }

    /** Creates the slots of a run that begins at a page, with the marks of the pages. */
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

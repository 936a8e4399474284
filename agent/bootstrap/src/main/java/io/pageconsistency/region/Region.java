package io.pageconsistency.region;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.function.ToLongFunction;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.bitmap.ByteExtents;
import io.pageconsistency.bitmap.OddLengths;
import io.pageconsistency.bitmap.PageMap;
import io.pageconsistency.bitmap.SlotMap;

/**
 * One contiguous piece of memory that a pool carves up, and the record of its pages and slots.
 *
 * <p>What describes it is final, so that a region reached through a race (a plain field of the pool's own chunk) is seen
 * whole: the Java memory model's rule for final fields, and the answer to the torn publication that the kernel's slab
 * metadata suffered from. The owner is held weakly: the ledger never keeps a pool alive.
 */
public final class Region extends CutRuns {
    /** How a region stands with the system. */
    public enum State { OPEN, CLOSED, COLLECTED, REPLACED, ABANDONED }

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
    public final PageMap pages;

    /** What faults have left; null until there are any. */
    private volatile Contests contests;
    /** How many findings there were about its memory; so that the healthy path pays one read. */
    private volatile int findings;
    /** What was handed out byte by byte, and in other lengths than whole pages; null before there is any. */
    private volatile ByteExtents bytes;
    private volatile OddLengths lengths;
    /** Of several sizes, or some of other than a page's; plain, because it stays so and is only looked at when something is wrong. */
    private boolean crossedInPieces;
    private volatile boolean keptIdle;
    /** Whether there is more to its record than the states of pages and slots; so that the healthy path pays one read. */
    private volatile boolean eventful;
    /** The first LEAK of memory in it that the pool has lost, or what that follows from; 0 for none. */
    private volatile int firstLoss;
    private volatile int firstFault;
    /** Null while the region is open, so that also who reaches it through a race sees it open. */
    private volatile State end;

    private static final VarHandle END;
    private static final VarHandle KEPT_IDLE;
    private static final VarHandle BYTES;
    private static final VarHandle LENGTHS;

    static {
        try {
            END = MethodHandles.lookup().findVarHandle(Region.class, "end", State.class);
            KEPT_IDLE = MethodHandles.lookup().findVarHandle(Region.class, "keptIdle", boolean.class);
            BYTES = MethodHandles.lookup().findVarHandle(Region.class, "bytes", ByteExtents.class);
            LENGTHS = MethodHandles.lookup().findVarHandle(Region.class, "lengths", OddLengths.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    public Region(int id, String allocator, Object owner, ReferenceQueue<Object> queue, Geometry geometry, boolean known) {
        this(id, allocator, owner, queue, geometry, known, Traits.CHUNK, null);
    }

    /**
     * @param known whether the region is new, so that its pages were never allocated
     * @param group what {@link #group} is to tell
     */
    public Region(int id, String allocator, Object owner, ReferenceQueue<Object> queue, Geometry geometry, boolean known,
            Traits traits, Object group) {
        super(owner, queue);
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
        this.pages = new PageMap(geometry.pages(), geometry.reserves(), !geometry.reserves() && !traits.serial(), known);
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
    public long pageSize() {
        return pageSize;
    }

    @Override
    public long pageCount() {
        return pages.pages();
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

    /** How many pages are claimed; exact at rest. */
    public long pagesReserved() {
        return pages.reserved();
    }

    /** The sum of a figure over all runs that are cut into slots. */
    private long sumOfSlots(ToLongFunction<SlotMap> figure) {
        long sum = 0;
        for (int page = nextSlots(0); page >= 0; page = nextSlots(page + 1)) {
            SlotMap map = slotsAt(page);
            sum += map == null ? 0 : figure.applyAsLong(map);
        }
        return sum;
    }

    private long extentsHeld() {
        ByteExtents extents = bytes;
        return extents == null ? 0 : extents.held();
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

    /** Whether memory of it has been the subject of a violation, from which what happens to it later may follow. */
    public boolean isContested() {
        return contests != null;
    }

    /** Whether its pool claims pages before it hands them out. Where it does not, all count as claimed. */
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

    /** Whether somebody holds a page; false for one that is not there. */
    public boolean isHeld(long page) {
        return page >= 0 && page < pageCount() && pages.isHeld(page);
    }

    /** Whether the allocator has claimed a page; false for one that is not there. */
    public boolean isReserved(long page) {
        return page >= 0 && page < pageCount() && pages.isReserved(page);
    }

    /** Whether a hand-out begins at a page. */
    public boolean isStart(long page) {
        return page >= 0 && page < pageCount() && pages.isStart(page);
    }

    /** The page in which an offset lies, which may be outside of the region. A division costs as much as half a transfer. */
    public long pageAtOffset(long offset) {
        return pagesPerByte != 0 && offset >>> OFFSET_BITS == 0 ? offset * pagesPerByte >>> FRACTION : Math.floorDiv(offset, pageSize);
    }

    /** Whether a page was handed out and is not any more. */
    public boolean cameBack(long page) {
        return page >= 0 && page < pageCount() && pages.isKnown(page) && !pages.isHeld(page);
    }

    /** How many pages the hand-out has that begins at a page, or goes on there; 1 when the page is not held. */
    public long heldFrom(long page) {
        return isHeld(page) ? pages.endOfHandOut(page) - page : 1;
    }

    /** Whether something of it was handed out byte by byte, or was the subject of a finding, ever. */
    public boolean isEventful() {
        return eventful;
    }

    /** What was handed out byte by byte; null before there is any. */
    public ByteExtents bytes() {
        return bytes;
    }

    /** What faults have left; null until there are any. */
    public Contests contests() {
        return contests;
    }

    /** Whether some hand-outs are not as long as their pages. */
    public boolean hasOddLengths() {
        return lengths != null;
    }

    /** The first LEAK of memory in it that the pool has lost, or what that follows from; 0 for none. */
    public int firstLoss() {
        return firstLoss;
    }

    public void firstLoss(int cause) {
        firstLoss = cause;
    }

    /** For those who hand out bytes; made on first use, without a lock. */
    public ByteExtents bytesForWriting() {
        ByteExtents all = bytes;
        if (all != null) {
            return all;
        }
        eventful = true;
        ByteExtents made = new ByteExtents(known, address);
        return BYTES.compareAndSet(this, (ByteExtents) null, made) ? made : bytes;
    }

    /** Whether bytes are all that is handed out of it, as far as one look tells. */
    public boolean isOfBytes() {
        return !reserves && pageCount() == 1 && !pages.isHeld(0) && slotsAt(0) == null;
    }

    /** What is handed out byte by byte begins anew, if it has all come back; whether it has. */
    public boolean renewBytes() {
        ByteExtents all = bytes;
        return all == null || all.restart();
    }

    /** Nothing is held any more of what was handed out byte by byte. */
    public void endBytes() {
        ByteExtents all = bytes;
        if (all != null) {
            all.clear();
        }
    }

    /** Everything comes back at once that lies in pages. */
    public void endPieces() {
        for (int page = nextSlots(0); page >= 0; page = nextSlots(page + 1)) {
            SlotMap map = slotsAt(page);
            for (int slot = 0; map != null && slot < map.slots(); slot++) {
                if (map.isHeld(slot)) {
                    map.force(Operation.TAKE_BACK, slot);
                }
            }
        }
        endBytes();
    }

    /** About how much of the Java heap its record takes. */
    public long recordBytes() {
        ByteExtents all = bytes;
        return FIXED_BYTES + bitmapBytes() + (lengths == null ? 0 : pageCount() * Long.BYTES) + (all == null ? 0 : all.bytes());
    }

    /** How long the hand-out of some pages is that are held, in bytes. */
    public long lengthOfHandOut(long page, long count) {
        long odd = lengthAt(page);
        return odd == 0 ? lengthOf(page, count) : odd;
    }

    private long lengthAt(long page) {
        OddLengths all = lengths;
        return all == null ? 0 : all.at(page);
    }

    /**
     * The place after the hand-out to which a page belongs, or that of the page if nobody has it any more.
     *
     * <p>The page may change hands meanwhile. A length is written before its pages are held, and each page is looked at in one
     * step. So what stayed the same from before the look to after it is of a hand-out that there was, or that there is going to be;
     * whatever was found at a page that is free by now is what somebody left there.
     *
     * <p>A take-back frees the first page of its hand-out first, and a hand-out among others takes it first. So pages that go on
     * from one at which nothing begins are being freed, and nobody has them any more: how long they were is known no longer.
     */
    public long endOfHandOut(long page) {
        while (true) {
            long first = pages.startOf(page);
            long odd = lengthAt(first);
            long length = odd != 0 ? odd : lengthOf(first, pages.endOfHandOut(first) - first);
            if (!isStart(first)) {
                return placeOf(page);
            }
            if (lengthAt(first) == odd && pages.startOf(page) == first) {
                return placeOf(first) + length;
            }
        }
    }

    public OddLengths lengthsForWriting() {
        OddLengths all = lengths;
        if (all != null) {
            return all;
        }
        OddLengths made = new OddLengths(pageCount());
        return LENGTHS.compareAndSet(this, (OddLengths) null, made) ? made : lengths;
    }

    public boolean isOpen() {
        return end == null;
    }

    /** Whether its record was given up while the memory may go on: what happened to it since is not known. */
    public boolean isGivenUp() {
        State how = end;
        return how == State.REPLACED || how == State.ABANDONED;
    }

    public State state() {
        State how = end;
        return how == null ? State.OPEN : how;
    }

    /** Ends the region; true for the one caller who does. */
    public boolean end(State how) {
        return END.compareAndSet(this, (State) null, how);
    }

    /** Whether nothing is found about the region any more. */
    public boolean isAbandoned() {
        return end == State.ABANDONED;
    }

    /** Has nothing found about the region from here on, however it ended. */
    public void abandon() {
        end = State.ABANDONED;
    }

    /** Whether a run kept idle is the first one of this region; true for one caller. */
    public boolean firstKeptIdle() {
        return KEPT_IDLE.compareAndSet(this, false, true);
    }

    public int findings() {
        return findings;
    }

    /** Counts one more; the monitor is held. */
    public int nextFinding() {
        int next = findings + 1;
        findings = next;
        return next;
    }

    /** The root cause of the first fault of an operation on its memory; 0 for none. */
    public int firstFault() {
        return firstFault;
    }

    /** Notes the root cause of a fault; the monitor is held. */
    public void fault(int cause) {
        firstFault = firstFault == 0 ? cause : firstFault;
    }

    /** Nothing follows from what was found in it so far. */
    public synchronized void settle() {
        contests = null;
    }

    /** For those who leave something. */
    public synchronized Contests contest() {
        if (contests == null) {
            eventful = true;
            contests = new Contests();
        }
        return contests;
    }

    /**
     * Where a buffer begins in the region, from the position the pool gave it in the region's memory.
     *
     * <p>They differ where the pool aligns its first page by skipping some bytes of the memory.
     */
    public long offsetOf(long position) {
        return position - origin;
    }

    /** Where a page begins: its address, or its position in the region where that has none. */
    public long placeOf(long page) {
        return address + page * pageSize;
    }

    /** A transfer of some length is on record. */
    public void crossedIn(long length) {
        if (length != pageSize && !crossedInPieces) {
            crossedInPieces = true;
        }
    }

    /** Whether transfers on record may have been of parts of others' memory. */
    public boolean crossedInPieces() {
        return crossedInPieces;
    }

    /** The page that a place lies in, as far as there are pages. */
    public long pageAt(long place) {
        return Math.floorDiv(place - address, pageSize);
    }

    /** What the pool itself calls a {@linkplain #placeOf place}, if that is not an address. */
    public long offsetOfPlace(long start) {
        return terms == Geometry.Terms.OFFSETS ? origin + start : Extent.NO_OFFSET;
    }

    /** A place as the pool itself speaks of it. */
    public String inWords(long start) {
        return terms == Geometry.Terms.OFFSETS ? "offset " + (origin + start) : "0x" + Long.toHexString(start);
    }

    /** The number of a page as the pool itself counts them. */
    public long shownPage(long page) {
        return terms == Geometry.Terms.ADDRESSES ? page : page + origin / pageSize;
    }

    /** Memory of it as the pool itself speaks of it: by its own numbers, and by none where it has no pages. */
    public Extent shown(Extent memory) {
        if (terms == Geometry.Terms.OFFSETS && pageCount() == 1) {
            return new Extent(0, 0, memory.slot(), 0, memory.length(), memory.offset());
        }
        return terms == Geometry.Terms.ADDRESSES || origin == 0 ? memory : new Extent(shownPage(memory.page()), memory.pageCount(), memory.slot(),
                memory.address(), memory.length(), memory.offset());
    }

    /** The bytes of some pages; the last page ends with the region. */
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

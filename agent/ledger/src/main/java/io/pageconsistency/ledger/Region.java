package io.pageconsistency.ledger;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;

/**
 * One contiguous piece of memory that a pool carves up, and the record of its pages and slots.
 *
 * <p>What describes it is final, so that a region reached through a race (a plain field of the pool's own chunk) is seen
 * whole: the Java memory model's rule for final fields, and the answer to the torn publication that the kernel's slab
 * metadata suffered from. The owner is held weakly: the ledger never keeps a pool alive.
 */
public final class Region extends CutRuns {
    /** How a region stands with the system. */
    enum State { OPEN, CLOSED, COLLECTED, REPLACED, ABANDONED }

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
    private final boolean known;
    private final Object group;
    final PageMap pages;

    /** What faults have left; null until there are any. */
    volatile Contests contests;
    /** How many findings there were about its memory; so that the healthy path pays one read. */
    private volatile int findings;
    /** What was handed out byte by byte, and in other lengths than whole pages; null before there is any. */
    volatile ByteExtents bytes;
    volatile OddLengths lengths;
    /** Of several sizes, or some of other than a page's; plain, because it stays so and is only looked at when something is wrong. */
    private boolean crossedInPieces;
    private volatile boolean keptIdle;
    /** The first LEAK of memory in it that the pool has lost, or what that follows from; 0 for none. */
    volatile int firstLoss;
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

    Region(int id, String allocator, Object owner, ReferenceQueue<Object> queue, Geometry geometry, boolean known) {
        this(id, allocator, owner, queue, geometry, known, Traits.CHUNK, null);
    }

    /**
     * @param known whether the region is new, so that its pages were never allocated
     * @param group what {@link #group} is to tell
     */
    Region(int id, String allocator, Object owner, ReferenceQueue<Object> queue, Geometry geometry, boolean known,
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
        this.known = known;
        this.reserves = geometry.reserves();
        this.group = group;
        this.pages = new PageMap(geometry.pages(), geometry.reserves(), known);
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
    boolean isAdopted() {
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

    /** Its units of all kinds, for the cold path; runs that are cut or uncut meanwhile may be among them or not. */
    List<Units> units() {
        List<Units> all = new ArrayList<>();
        all.add(new Pages(this));
        for (int page = nextSlots(0); page >= 0; page = nextSlots(page + 1)) {
            SlotMap map = slotsAt(page);
            if (map != null) {
                all.add(new Slots(this, page, map));
            }
        }
        ByteExtents extents = bytes;
        if (extents != null) {
            all.add(new Bytes(this, extents));
        }
        return all;
    }

    private long sum(ToLongFunction<Units> figure) {
        return units().stream().mapToLong(figure).sum();
    }

    /** How many pages are held, be it whole or by at least one slot; exact at rest. */
    public long pagesHeld() {
        return sum(Units::pagesHeld);
    }

    /** Bytes of the bitmaps of pages and slots. */
    public long bitmapBytes() {
        return sum(Units::bitmapBytes);
    }

    /** Words of the bitmaps of pages and slots. */
    long words() {
        return (bitmapBytes() + Long.BYTES - 1) / Long.BYTES;
    }

    /** How many hand-outs users hold; exact at rest. */
    long handOutsHeld() {
        return sum(Units::handOuts);
    }

    /** Whether the record of a byte is intact. */
    boolean intactAt(long offset) {
        return units().stream().allMatch(units -> units.intactAt(address + offset));
    }

    /** The hand-out that has a place, of whatever kind; where several do, the smallest kind. Null for none. */
    Unit heldAround(long place) {
        Unit found = null;
        for (Units units : units()) {
            Unit held = units.heldIn(place, place + 1);
            found = held != null ? held : found;
        }
        return found;
    }

    /** The hand-out that begins at a place; null for none. */
    Unit heldAt(long place) {
        Unit found = null;
        for (Units units : units()) {
            Unit held = units.heldAt(place);
            found = held != null ? held : found;
        }
        return found;
    }

    /** The hand-out at the lowest place, or null when nothing is held. */
    Unit firstHeld() {
        Unit first = null;
        for (Units units : units()) {
            Unit held = units.firstHeld();
            first = first == null || held != null && held.start() < first.start() ? held : first;
        }
        return first;
    }

    /** Whether memory of it has been the subject of a violation, from which what happens to it later may follow. */
    public boolean isContested() {
        return contests != null;
    }

    /** Whether its pool claims pages before it hands them out. Where it does not, all count as claimed. */
    boolean reserves() {
        return reserves;
    }

    /** Whether it is found by its addresses. */
    boolean isByAddress() {
        return traits.byAddress() && address != 0;
    }

    /** As {@link Traits#carried}. */
    boolean isCarried() {
        return traits.carried();
    }

    /** As {@link Traits#refusedWhole}. */
    boolean refusesWhole() {
        return traits.refusedWhole();
    }

    /** Whether somebody holds a page; false for one that is not there. */
    public boolean isHeld(long page) {
        return page >= 0 && page < pageCount() && pages.isHeld(page);
    }

    /** Whether a hand-out begins at a page. */
    public boolean isStart(long page) {
        return page >= 0 && page < pageCount() && pages.isStart(page);
    }

    /** The page in which an offset lies, which may be outside of the region. A division costs as much as half a crossing. */
    public long pageAtOffset(long offset) {
        return pagesPerByte != 0 && offset >>> OFFSET_BITS == 0 ? offset * pagesPerByte >>> FRACTION : Math.floorDiv(offset, pageSize);
    }

    /** Whether a page was handed out and is not any more. */
    public boolean cameBack(long page) {
        return page >= 0 && page < pageCount() && pages.isKnown(page) && !pages.isHeld(page);
    }

    /** How many pages the hand-out has that begins at a page, or goes on there; 1 when the page is not held. */
    public long heldFrom(long page) {
        return isHeld(page) ? pages.endFrom(page) - page : 1;
    }

    /** For those who hand out bytes; made on first use, without a lock. */
    ByteExtents bytesForWriting() {
        ByteExtents all = bytes;
        if (all != null) {
            return all;
        }
        ByteExtents made = new ByteExtents(known, address);
        return BYTES.compareAndSet(this, (ByteExtents) null, made) ? made : bytes;
    }

    /** Whether bytes are all that is handed out of it, as far as one look tells. */
    boolean isOfBytes() {
        return !reserves && pageCount() == 1 && !pages.isHeld(0) && slotsAt(0) == null;
    }

    /** What is handed out byte by byte begins anew, if it has all come back; whether it has. */
    boolean renewBytes() {
        ByteExtents all = bytes;
        return all == null || all.renew();
    }

    /** Nothing is held any more of what was handed out byte by byte. */
    void endBytes() {
        ByteExtents all = bytes;
        if (all != null) {
            all.clear();
        }
    }

    /** Everything comes back at once that lies in pages. */
    void endPieces() {
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
        return OddLengths.of(this, page, count);
    }

    OddLengths lengthsForWriting() {
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

    State state() {
        State how = end;
        return how == null ? State.OPEN : how;
    }

    /** Ends the region; true for the one caller who does. */
    boolean end(State how) {
        return END.compareAndSet(this, (State) null, how);
    }

    /** Whether nothing is found about the region any more. */
    public boolean isAbandoned() {
        return end == State.ABANDONED;
    }

    /** Has nothing found about the region from here on, however it ended. */
    void abandon() {
        end = State.ABANDONED;
    }

    /** Whether a run kept idle is the first one of this region; true for one caller. */
    boolean firstKeptIdle() {
        return KEPT_IDLE.compareAndSet(this, false, true);
    }

    int findings() {
        return findings;
    }

    /** Counts one more; the monitor is held. */
    int nextFinding() {
        int next = findings + 1;
        findings = next;
        return next;
    }

    /** Nothing follows from what was found in it so far. */
    synchronized void settle() {
        contests = null;
    }

    /** For those who leave something. */
    synchronized Contests contest() {
        if (contests == null) {
            contests = new Contests();
        }
        return contests;
    }

    /**
     * Where a buffer begins in the region, from the position the pool gave it in the region's memory.
     *
     * <p>They differ where the pool aligns its first page by skipping some bytes of the memory.
     */
    long offsetOf(long position) {
        return position - origin;
    }

    /** Where a page begins: its address, or its position in the region where that has none. */
    long placeOf(long page) {
        return address + page * pageSize;
    }

    /** A crossing of some length is on record. */
    void crossedIn(long length) {
        if (length != pageSize && !crossedInPieces) {
            crossedInPieces = true;
        }
    }

    /** Whether crossings on record may have been of parts of others' memory. */
    boolean crossedInPieces() {
        return crossedInPieces;
    }

    /** The page that a place lies in, as far as there are pages. */
    long pageAt(long place) {
        return Math.floorDiv(place - address, pageSize);
    }

    /** Some pages, or one slot of the run that they are. */
    Unit unit(long page, long count, int slot) {
        SlotMap map = slot == Extent.NO_SLOT ? null : slotsAt(page);
        return slot == Extent.NO_SLOT ? new PageRun(this, page, count)
                : map == null ? new Slot(this, page, count, null, slot) : new Slot(this, page, map, slot);
    }

    /** What the pool itself calls a {@linkplain #placeOf place}, if that is not an address. */
    long offsetOfPlace(long start) {
        return terms == Geometry.Terms.OFFSETS ? origin + start : Extent.NO_OFFSET;
    }

    /** A place as the pool itself speaks of it. */
    String inWords(long start) {
        return terms == Geometry.Terms.OFFSETS ? "offset " + (origin + start) : "0x" + Long.toHexString(start);
    }

    /** The number of a page as the pool itself counts them. */
    long shownPage(long page) {
        return terms == Geometry.Terms.ADDRESSES ? page : page + origin / pageSize;
    }

    /** Memory of it as the pool itself speaks of it: by its own numbers, and by none where it has no pages. */
    Extent shown(Extent memory) {
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
    SlotMap slotsOf(long page, int slots, long slotSize, long runPages, boolean known) {
        SlotMap map = new SlotMap(slots, slotSize, runPages, known);
        map.markAs(pages, page, pageSize);
        return map;
    }

    /** Says whether an earlier party may be on record for what begins at a place, in all cells of what begins there. */
    void mark(long place, boolean onRecord) {
        for (Units units : units()) {
            units.mark(place, onRecord);
        }
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

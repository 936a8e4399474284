package io.pageconsistency.ledger;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.ReferenceQueue;

import io.pageconsistency.Extent;

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

    private final int id;
    private final String allocator;
    private final String owner;
    private final long address;
    private final long origin;
    private final long size;
    private final long pageSize;
    private final String place;
    private final boolean offsets;
    private final boolean apart;
    private final boolean known;
    private final Object group;
    final PageMap pages;

    /** Contested pages and slots; null until there are any. */
    volatile Contested contestedPages;
    volatile Contested contestedSlots;
    /** How many findings there were about its memory; so that the healthy path pays one read. */
    private volatile int findings;
    /** What was handed out off the grid of pages, and in other lengths than whole pages; null before there is any. */
    volatile ExactExtents exact;
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
    private static final VarHandle EXACT;
    private static final VarHandle LENGTHS;

    static {
        try {
            END = MethodHandles.lookup().findVarHandle(Region.class, "end", State.class);
            KEPT_IDLE = MethodHandles.lookup().findVarHandle(Region.class, "keptIdle", boolean.class);
            EXACT = MethodHandles.lookup().findVarHandle(Region.class, "exact", ExactExtents.class);
            LENGTHS = MethodHandles.lookup().findVarHandle(Region.class, "lengths", OddLengths.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    Region(int id, String allocator, Object owner, ReferenceQueue<Object> queue, Geometry geometry, boolean known) {
        this(id, allocator, owner, queue, geometry, known, false, null);
    }

    /**
     * @param known whether the region is new, so that its pages were never allocated
     * @param apart whether it is one of a {@link SpaceLedger}, which is not found by address
     * @param group what {@link #group} is to tell
     */
    Region(int id, String allocator, Object owner, ReferenceQueue<Object> queue, Geometry geometry, boolean known,
            boolean apart, Object group) {
        super(owner, queue);
        this.id = id;
        this.allocator = allocator;
        this.owner = owner instanceof NamedOwner named ? named.inWords()
                : owner.getClass().getName() + "@" + Integer.toHexString(System.identityHashCode(owner));
        this.address = geometry.address();
        this.origin = geometry.origin();
        this.size = geometry.size();
        this.pageSize = geometry.pageSize();
        this.place = geometry.place();
        this.offsets = geometry.offsets();
        this.apart = apart;
        this.known = known;
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
        return apart && place != null && pageCount() > 1 ? Math.max(pages.known(), pagesHeld()) : pageCount();
    }

    /** How many pages are claimed; exact at rest. */
    public long pagesReserved() {
        return pages.reserved();
    }

    /** How many pages are held, be it whole or by at least one slot; exact at rest. */
    public long pagesHeld() {
        ExactExtents extents = exact;
        long held = pages.held() + (extents == null ? 0 : extents.held());
        for (int page = nextSlots(0); page >= 0; page = nextSlots(page + 1)) {
            SlotMap map = slotsAt(page);
            if (map != null && map.held() > 0) {
                held += map.runPages();
            }
        }
        return held;
    }

    /** Bytes of the bitmaps of pages and slots. */
    public long bitmapBytes() {
        long bytes = pages.bytes();
        for (int page = nextSlots(0); page >= 0; page = nextSlots(page + 1)) {
            SlotMap map = slotsAt(page);
            bytes += map == null ? 0 : map.bytes();
        }
        return bytes;
    }

    /** Words of the bitmaps of pages and slots. */
    long words() {
        return bitmapBytes() / Long.BYTES;
    }

    /** How many hand-outs of pages and slots users hold; exact at rest. */
    long handOutsHeld() {
        ExactExtents extents = exact;
        long held = pages.starts() + (extents == null ? 0 : extents.held());
        for (int page = nextSlots(0); page >= 0; page = nextSlots(page + 1)) {
            SlotMap map = slotsAt(page);
            held += map == null ? 0 : map.held();
        }
        return held;
    }

    /** Whether the word of a byte's page is intact, and so is that of its slot where the page's run is cut into some. */
    boolean intactAt(long offset) {
        long page = offset / pageSize;
        int run = (int) Math.min(page, Integer.MAX_VALUE);
        while (run > 0 && slotsAt(run) == null) {
            run--;
        }
        SlotMap map = slotsAt(run);
        long slot = map == null ? 0 : (offset - run * pageSize) / map.slotSize();
        // Behind the last slot there may be a rest, and behind the run there is something else.
        return pages.intact(page) && (map == null || slot >= map.slots() || map.intact((int) slot));
    }

    /** Whether memory of it has been the subject of a violation, from which what happens to it later may follow. */
    public boolean isContested() {
        return contestedPages != null || contestedSlots != null;
    }

    /** Whether it belongs to a {@link SpaceLedger}: other regions may lie at the same addresses. */
    public boolean isApart() {
        return apart;
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

    /** Whether a page was handed out and is not any more. */
    public boolean cameBack(long page) {
        return page >= 0 && page < pageCount() && pages.isKnown(page) && !pages.isHeld(page);
    }

    /** How many pages the hand-out has that begins at a page, or goes on there; 1 when the page is not held. */
    public long heldFrom(long page) {
        return isHeld(page) ? Holdings.endOf(this, page) - page : 1;
    }

    /** For those who hand out what does not begin with a page; made on first use, without a lock. */
    ExactExtents exactForWriting() {
        ExactExtents all = exact;
        if (all != null) {
            return all;
        }
        ExactExtents made = new ExactExtents(known);
        return EXACT.compareAndSet(this, (ExactExtents) null, made) ? made : exact;
    }

    /** Ends what was handed out off the grid, with its region. */
    void endExact() {
        ExactExtents all = exact;
        if (all != null) {
            all.clear();
        }
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
        contestedPages = null;
        contestedSlots = null;
    }

    synchronized Contested contestPages() {
        if (contestedPages == null) {
            contestedPages = new Contested();
        }
        return contestedPages;
    }

    synchronized Contested contestSlots() {
        if (contestedSlots == null) {
            contestedSlots = new Contested();
        }
        return contestedSlots;
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

    Extent pagesAt(long page, long count) {
        boolean handedOut = lengths != null && isStart(page) && heldFrom(page) == count;
        return new Extent(page, count, Extent.NO_SLOT, address == 0 ? 0 : address + page * pageSize,
                handedOut ? OddLengths.of(this, page, count) : lengthOf(page, count), offsetOfPlace(placeOf(page)));
    }

    /** An extent that need not begin with a page, nor end with one. */
    Extent exactAt(long start, long length) {
        long page = Math.max(0, Math.floorDiv(start - address, pageSize));
        long last = Math.max(page, Math.floorDiv(start + length - 1 - address, pageSize));
        return new Extent(page, last - page + 1, Extent.NO_SLOT, address == 0 ? 0 : start, length, offsetOfPlace(start));
    }

    /** What the pool itself calls a {@linkplain #placeOf place}, if that is not an address. */
    private long offsetOfPlace(long start) {
        return offsets ? origin + start : Extent.NO_OFFSET;
    }

    /** Where some memory of it begins, as {@link #placeOf} has it. */
    long placeOf(Extent memory) {
        return address != 0 ? memory.address() : offsets ? memory.offset() - origin : placeOf(memory.page());
    }

    /** A place as the pool itself speaks of it. */
    String inWords(long start) {
        return offsets ? "offset " + (origin + start) : "0x" + Long.toHexString(start);
    }

    /** The number of a page as the pool itself counts them. */
    long shownPage(long page) {
        return apart ? page + origin / pageSize : page;
    }

    /** Memory of it as the pool itself speaks of it: by its own numbers, and by none where it has no pages. */
    Extent shown(Extent memory) {
        if (offsets && pageCount() == 1) {
            return new Extent(0, 0, memory.slot(), 0, memory.length(), memory.offset());
        }
        return !apart || origin == 0 ? memory : new Extent(shownPage(memory.page()), memory.pageCount(), memory.slot(),
                memory.address(), memory.length(), memory.offset());
    }

    /** The bytes of some pages; the last page ends with the region. */
    public long lengthOf(long page, long count) {
        return Math.min(count * pageSize, Math.max(0, size - page * pageSize));
    }

    Extent slotAt(long page, SlotMap map, int slot) {
        long offset = page * pageSize + slot * map.slotSize();
        return new Extent(page, map.runPages(), slot, address == 0 ? 0 : address + offset, map.slotSize());
    }

    /** A slot of a run that is not cut: where in the run it lies is not known. */
    Extent slotOfUncut(long page, long runPages, int slot) {
        Extent run = pagesAt(page, runPages);
        return new Extent(page, runPages, slot, run.address(), run.length());
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

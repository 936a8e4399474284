package io.pageconsistency.ledger;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

import io.pageconsistency.Extent;

/**
 * One contiguous piece of memory that a pool carves up, and the record of its pages and slots.
 *
 * <p>What describes it is final, so that a region reached through a race (a plain field of the pool's own chunk) is seen
 * whole: the Java memory model's rule for final fields, and the answer to the torn publication that the kernel's slab
 * metadata suffered from. The owner is held weakly: the ledger never keeps a pool alive.
 */
public final class Region extends WeakReference<Object> {
    /** How a region stands with the system. */
    enum State { OPEN, CLOSED, COLLECTED, REPLACED }

    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(SlotMap[].class);

    private final int id;
    private final String allocator;
    private final String owner;
    private final long address;
    private final long origin;
    private final long size;
    private final long pageSize;
    final PageMap pages;

    /** The slots of each run that is cut into some, at the index of its first page; made on first use, null before. */
    private volatile SlotMap[] slots;
    /** Contested pages and slots; null until the first violation, so that the healthy path pays one read. */
    volatile Contested contestedPages;
    volatile Contested contestedSlots;
    private volatile boolean keptIdle;
    /** Null while the region is open, so that also who reaches it through a race sees it open. */
    private volatile State end;

    private static final VarHandle END;
    private static final VarHandle KEPT_IDLE;
    private static final VarHandle ALL_SLOTS;

    static {
        try {
            END = MethodHandles.lookup().findVarHandle(Region.class, "end", State.class);
            KEPT_IDLE = MethodHandles.lookup().findVarHandle(Region.class, "keptIdle", boolean.class);
            ALL_SLOTS = MethodHandles.lookup().findVarHandle(Region.class, "slots", SlotMap[].class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    Region(int id, String allocator, Object owner, ReferenceQueue<Object> queue, Geometry geometry, boolean known) {
        super(owner, queue);
        this.id = id;
        this.allocator = allocator;
        this.owner = owner.getClass().getName() + "@" + Integer.toHexString(System.identityHashCode(owner));
        this.address = geometry.address();
        this.origin = geometry.origin();
        this.size = geometry.size();
        this.pageSize = geometry.pageSize();
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

    public long pageCount() {
        return pages.pages();
    }

    /** How many pages are claimed; exact at rest. */
    public long pagesReserved() {
        return pages.reserved();
    }

    /** How many pages are held, be it whole or by at least one slot; exact at rest. */
    public long pagesHeld() {
        long held = pages.held();
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
        long held = pages.starts();
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

    public boolean isOpen() {
        return end == null;
    }

    State state() {
        State how = end;
        return how == null ? State.OPEN : how;
    }

    /** Ends the region; true for the one caller who does. */
    boolean end(State how) {
        return END.compareAndSet(this, (State) null, how);
    }

    /** The slots of the run that begins at a page, or null. */
    SlotMap slotsAt(long page) {
        SlotMap[] all = slots;
        return all == null || page < 0 || page >= all.length ? null : (SlotMap) SLOTS.getAcquire(all, (int) page);
    }

    /**
     * Cuts the run that begins at a page into slots.
     *
     * <p>Release: whoever finds the map finds it filled. Callers hold the pool's lock for this run.
     */
    void cut(long page, SlotMap map) {
        SLOTS.setRelease(slotsForWriting(), Math.toIntExact(page), map);
    }

    /** Ends the slots of the run that begins at a page; the map, or null if there was none. */
    SlotMap uncut(long page) {
        SlotMap[] all = slots;
        return all == null || page < 0 || page >= all.length ? null
                : (SlotMap) SLOTS.getAndSet(all, (int) page, (SlotMap) null);
    }

    /** Without a lock: the pool's own is held here, and a virtual thread that waits must not pin its carrier. */
    private SlotMap[] slotsForWriting() {
        SlotMap[] all = slots;
        if (all != null) {
            return all;
        }
        SlotMap[] made = new SlotMap[Math.toIntExact(pageCount())];
        return ALL_SLOTS.compareAndSet(this, (SlotMap[]) null, made) ? made : slots;
    }

    /** Ends the slots of all runs, with their region. */
    void uncutAll() {
        slots = null;
    }

    /** The first page at or behind {@code from} at which a run cut into slots begins, or -1. */
    int nextSlots(int from) {
        SlotMap[] all = slots;
        for (int page = from; all != null && page < all.length; page++) {
            if (SLOTS.getAcquire(all, page) != null) {
                return page;
            }
        }
        return -1;
    }

    /** Whether a run kept idle is the first one of this region; true for one caller. */
    boolean firstKeptIdle() {
        return KEPT_IDLE.compareAndSet(this, false, true);
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

    Extent pagesAt(long page, long count) {
        return new Extent(page, count, Extent.NO_SLOT, address == 0 ? 0 : address + page * pageSize, lengthOf(page, count));
    }

    /** The bytes of some pages; the last page ends with the region. */
    long lengthOf(long page, long count) {
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
        return "region " + id + ", " + size + " bytes"
                + (address == 0 ? " on the heap" : " at 0x" + Long.toHexString(address))
                + ", " + pageCount() + (pageCount() == 1 ? " page" : " pages of " + pageSize + " bytes")
                + ", owner " + owner;
    }
}

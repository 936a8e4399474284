package io.pageconsistency.region;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.ReferenceQueue;
import java.util.function.ToLongFunction;

import io.pageconsistency.bitmap.PageMap;
import io.pageconsistency.bitmap.SlotMap;

/**
 * The pages of a region, and the runs of them that are cut into slots. A superclass of {@link Region} rather than a separate object,
 * because each transfer reads them. Public, because compilers add a bridge method for each method that a public class inherits from
 * one that is not, which is a call more.
 *
 * <p>Thread-safe, lock-free.
 */
public abstract class CutRuns extends Fate {
    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(SlotMap[].class);
    private static final VarHandle ALL_SLOTS;

    static {
        try {
            ALL_SLOTS = MethodHandles.lookup().findVarHandle(CutRuns.class, "slots", SlotMap[].class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The slots of each cut run, at the index of its first page; created on first use. */
    private volatile SlotMap[] slots;
    /** The slot sizes of runs that are no longer cut, for reports on late frees; created when the first run ends. */
    private volatile int[] sizesBefore;

    public final PageMap pages;

    CutRuns(Object owner, ReferenceQueue<Object> queue, PageMap pages) {
        super(owner, queue);
        this.pages = pages;
    }

    public long pageCount() {
        return pages.pages();
    }

    /** Whether a page is held; false for a page outside the region. */
    public boolean isHeld(long page) {
        return page >= 0 && page < pageCount() && pages.isHeld(page);
    }

    /** Whether a page is claimed; false for a page outside the region. */
    public boolean isReserved(long page) {
        return page >= 0 && page < pageCount() && pages.isReserved(page);
    }

    /** Whether a hand-out begins at a page. */
    public boolean isStart(long page) {
        return page >= 0 && page < pageCount() && pages.isStart(page);
    }

    /** Whether a page was in use and is not held now. */
    public boolean cameBack(long page) {
        return page >= 0 && page < pageCount() && pages.isKnown(page) && !pages.isHeld(page);
    }

    /** The number of pages from a page to the end of its hand-out; 1 if the page is not held. */
    public long heldFrom(long page) {
        return isHeld(page) ? pages.endOfHandOut(page) - page : 1;
    }

    /** The number of claimed pages; exact while no operation runs. */
    public long pagesReserved() {
        return pages.reserved();
    }

    /** The slots of the run that begins at a page, or null. */
    public SlotMap slotsAt(long page) {
        SlotMap[] all = slots;
        int at = (int) page;
        return all == null || at != page || at < 0 || at >= all.length ? null : (SlotMap) SLOTS.getAcquire(all, at);
    }

    /**
     * Cuts the run that begins at a page into slots. The caller holds the pool's lock for this run.
     *
     * <p>A release store: a thread that finds the map sees its contents.
     */
    public void cut(long page, SlotMap map) {
        SLOTS.setRelease(slotsForWriting(), Math.toIntExact(page), map);
    }

    /** The same for a caller without the lock. Returns the map that is in place afterwards, which another thread may have set. */
    public SlotMap cutIfWhole(long page, SlotMap map) {
        SlotMap other = (SlotMap) SLOTS.compareAndExchange(slotsForWriting(), Math.toIntExact(page), (SlotMap) null, map);
        return other == null ? map : other;
    }

    /** Removes the slots of the run that begins at a page; returns the map, or null if there was none. */
    public SlotMap uncut(long page) {
        SlotMap[] all = slots;
        SlotMap map = all == null || page < 0 || page >= all.length ? null
                : (SlotMap) SLOTS.getAndSet(all, (int) page, (SlotMap) null);
        if (map != null) {
            ended(all.length)[(int) page] = (int) Math.min(map.slotSize(), Integer.MAX_VALUE);
        }
        return map;
    }

    private int[] ended(int length) {
        int[] all = sizesBefore;
        if (all == null) {
            // If two threads create the array at once, one is overwritten and a slot size is lost. Then a report lacks a detail, no
            // more.
            all = new int[length];
            sizesBefore = all;
        }
        return all;
    }

    /** The present or last slot size, in bytes, of the run that begins at a page; 0 if the run was never cut. */
    public long slotSize(long page) {
        SlotMap map = slotsAt(page);
        int[] before = sizesBefore;
        return map != null ? map.slotSize() : before == null || page < 0 || page >= before.length ? 0 : before[(int) page];
    }

    /** Creates the array without a lock: the pool's lock is held here, and a virtual thread that waits must not pin its carrier. */
    private SlotMap[] slotsForWriting() {
        SlotMap[] all = slots;
        if (all != null) {
            return all;
        }
        SlotMap[] made = new SlotMap[Math.toIntExact(pageCount())];
        return ALL_SLOTS.compareAndSet(this, (SlotMap[]) null, made) ? made : slots;
    }

    /** Removes the slots of all runs, because the region is closed. */
    public void uncutAll() {
        slots = null;
    }

    /** The first page at or after {@code from} at which a run cut into slots begins, or -1. */
    public int nextSlots(int from) {
        SlotMap[] all = slots;
        for (int page = from; all != null && page < all.length; page++) {
            if (SLOTS.getAcquire(all, page) != null) {
                return page;
            }
        }
        return -1;
    }

    /** The sum of a figure over all runs that are cut into slots. */
    final long sumOfSlots(ToLongFunction<SlotMap> figure) {
        long sum = 0;
        for (int page = nextSlots(0); page >= 0; page = nextSlots(page + 1)) {
            SlotMap map = slotsAt(page);
            sum += map == null ? 0 : figure.applyAsLong(map);
        }
        return sum;
    }
}

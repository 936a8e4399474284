package io.pageconsistency.ledger;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

/**
 * The runs of a region that are cut into slots. Part of {@link Region}, and not a thing of its own that it refers to, because
 * each crossing comes by.
 *
 * <p>Thread-safe, lock-free.
 */
abstract class CutRuns extends WeakReference<Object> {
    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(SlotMap[].class);
    private static final VarHandle ALL_SLOTS;

    static {
        try {
            ALL_SLOTS = MethodHandles.lookup().findVarHandle(CutRuns.class, "slots", SlotMap[].class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The slots of each run that is cut into some, at the index of its first page; made on first use, null before. */
    private volatile SlotMap[] slots;

    CutRuns(Object owner, ReferenceQueue<Object> queue) {
        super(owner, queue);
    }

    abstract long pageCount();

    /** The slots of the run that begins at a page, or null. */
    SlotMap slotsAt(long page) {
        SlotMap[] all = slots;
        int at = (int) page;
        return all == null || at != page || at < 0 || at >= all.length ? null : (SlotMap) SLOTS.getAcquire(all, at);
    }

    /**
     * Cuts the run that begins at a page into slots.
     *
     * <p>Release: whoever finds the map finds it filled. Callers hold the pool's lock for this run.
     */
    void cut(long page, SlotMap map) {
        SLOTS.setRelease(slotsForWriting(), Math.toIntExact(page), map);
    }

    /** The same for a caller without the lock: the map that is there afterwards, which may be another's. */
    SlotMap cutIfWhole(long page, SlotMap map) {
        SlotMap other = (SlotMap) SLOTS.compareAndExchange(slotsForWriting(), Math.toIntExact(page), (SlotMap) null, map);
        return other == null ? map : other;
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
}

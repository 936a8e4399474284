package io.pageconsistency.bitmap;

import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;

/**
 * The hand-outs of a region that are exact to the byte: for pools without pages, and for memory that does not lie on the page grid.
 *
 * <p>As long as each hand-out lies after all earlier ones, the record is a {@linkplain RisingExtents list}. Otherwise it is an
 * ordered set.
 *
 * <p>The rules are the same as for pages. The starts of freed extents are remembered, so that a double free can be told from the
 * free of memory that was never handed out. At most {@value #REMEMBERED} of them are kept.
 *
 * <p>Thread-safe, lock-free except for the move from list to set. Where hand-outs race, each is entered before it is compared with
 * the others, so of two that overlap at least one finds the other. Where each happens before the next one, a hand-out is entered
 * without a fence. So it may be entered in the list although another thread has just begun to use the set. Each operation on the set
 * moves first what has come into the list.
 */
public final class ByteExtents {
    private static final int REMEMBERED = 1 << 16;

    /** Maps the start of each extent to its end, or to the negated end if it is not known whether the extent is held. */
    private final ConcurrentSkipListMap<Long, Long> extents = new ConcurrentSkipListMap<>();
    private final Set<Long> freed = ConcurrentHashMap.newKeySet();
    private final boolean known;
    private final long base;
    /** The list of current hand-outs, and the list that was current before the last {@link #renew}. */
    private volatile RisingExtents rising;
    private volatile RisingExtents past;
    /** Whether all extents are in the set, so that the list is not in use. */
    private volatile boolean ordered;
    /** Whether some of the free memory is {@linkplain #guarded guarded}. */
    private boolean guarded;
    /** Whether hand-outs must take the slow path: {@link #ordered} or {@link #guarded}, in one read. */
    private volatile boolean slowHandOuts;
    /** Whether there ever was an extent of which it is not known whether it is held. */
    private volatile boolean anyUnknown;

    /**
     * @param known whether the agent has seen all hand-outs of the region
     * @param base the place where the region begins
     * @param racing whether two threads may hand out at the same moment
     */
    public ByteExtents(boolean known, long base, boolean racing) {
        this.known = known;
        this.base = base;
        rising = new RisingExtents(racing);
        past = new RisingExtents(racing);
    }

    /** Records a hand-out that lies after all others. Returns false, with nothing changed, if the slow path must decide. */
    public boolean fastHandOut(long start, long length) {
        return !slowHandOuts && handOutRising(start, length);
    }

    private boolean handOutRising(long start, long length) {
        if (!enter(start, length)) {
            return false;
        }
        if (ordered) {
            // The list was moved meanwhile, and this hand-out was not compared with the others. So it is taken out again.
            moveToSet();
            extents.remove(start, start + length);
            return false;
        }
        return true;
    }

    /** The first half of a hand-out: the thread has seen that the list is in use, and not yet looks whether it still is. */
    boolean enter(long start, long length) {
        return rising.handOut(start - base, length);
    }

    /**
     * Records a take-back of exactly one hand-out of this length, or of any length if that is -1. Returns false, with nothing
     * changed, if the slow path must decide.
     */
    public boolean fastTakeBack(long start, long length) {
        return !ordered && rising.takeBack(start - base, length);
    }

    /** Moves all extents from the list to the set, where they stay. */
    private synchronized void moveToSet() {
        ordered = true;
        slowHandOuts = true;
        rising.moveTo(new RisingExtents.Mover() {
            @Override
            public void held(long offset, long length) {
                extents.put(base + offset, base + offset + length);
            }

            @Override
            public void notHeld(long offset, long length) {
                extents.remove(base + offset, base + offset + length);
                remember(base + offset);
            }

            @Override
            public void cameBack(long offset) {
                remember(base + offset);
            }
        });
    }

    /**
     * Starts a new list, because the pool hands out from the start of the region again.
     *
     * @return false, with nothing changed, if something is still held
     */
    public synchronized boolean restart() {
        if (held() != 0) {
            return false;
        }
        RisingExtents unused = past;
        unused.clear();
        past = rising;
        rising = unused;
        ordered = ordered && !extents.isEmpty();
        slowHandOuts = ordered || guarded;
        return true;
    }

    /**
     * Sets whether some of the free memory is guarded. If so, each hand-out takes the slow path, because it may get such memory.
     */
    public synchronized void guarded(boolean now) {
        guarded = now;
        slowHandOuts = ordered || guarded;
    }

    /** The approximate size of this record on the Java heap, in bytes. */
    public long bytes() {
        return 400 + 64L * (extents.size() + freed.size()) + rising.bytes() + past.bytes();
    }

    /** How many extents are held, without those of which that is not known. */
    public long held() {
        long held = rising.held();
        if (!anyUnknown) {
            return held + extents.size();
        }
        for (long end : extents.values()) {
            held += end >= 0 ? 1 : 0;
        }
        return held;
    }

    /** Calls the action with the start and the length of each held extent. */
    public void forEach(BiConsumer<Long, Long> action) {
        rising.forEach(entry -> {
            if (entry.held()) {
                action.accept(base + entry.offset(), entry.length());
            }
        });
        extents.forEach((start, end) -> {
            if (end >= 0) {
                action.accept(start, end - start);
            }
        });
    }

    /** The starts of all extents that are held or may be. */
    public Set<Long> starts() {
        moveToSet();
        return extents.keySet();
    }

    /** The lowest start of a held extent, or -1. */
    public long first() {
        moveToSet();
        Map.Entry<Long, Long> first = extents.firstEntry();
        while (first != null && first.getValue() < 0) {
            first = extents.higherEntry(first.getKey());
        }
        return first == null ? -1 : first.getKey();
    }

    /** The length of the extent that is held, or may be, at a start; 0 if there is none. */
    public long extentAt(long start) {
        Long end = extents.get(start);
        return end == null ? Math.max(0, lengthAt(start)) : Math.abs(end) - start;
    }

    /** The length of the held extent at a start, or -1 if none is held there. */
    public long lengthAt(long start) {
        RisingExtents.Entry entry = rising.at(start - base);
        if (entry != null && entry.held()) {
            return entry.length();
        }
        Long end = extents.get(start);
        return end == null || end < 0 ? -1 : end - start;
    }

    /** Whether the latest hand-out at a start was taken back. False also if that was too long ago to be remembered. */
    public boolean cameBack(long start) {
        return lengthAt(start) == -1 && (rising.at(start - base) != null || wasFreed(start));
    }

    private boolean wasFreed(long start) {
        return freed.contains(start) || past.at(start - base) != null;
    }

    /** The start of a held extent that overlaps a range, other than the extent at {@code except}; or -1. */
    public long overlapping(long start, long end, long except) {
        moveToSet();
        for (Map.Entry<Long, Long> e = extents.lowerEntry(end); e != null; e = extents.lowerEntry(e.getKey())) {
            if (e.getValue() >= 0 && e.getKey() != except) {
                // Held extents do not overlap, so only the nearest one below can reach into the range.
                return e.getValue() > start ? e.getKey() : -1;
            }
        }
        return -1;
    }

    /** Records a hand-out: none of it may be held. Returns a packed {@link Finding}; with a finding nothing has changed. */
    public long handOut(long start, long length) {
        if (!ordered && handOutRising(start, length)) {
            return Finding.NONE;
        }
        moveToSet();
        long end = start + length;
        Long before = extents.putIfAbsent(start, end);
        if (before != null && before >= 0) {
            return Finding.ALREADY_HELD.at(start);
        }
        if (before != null) {
            extents.replace(start, before, end);
        }
        long other = overlapping(start, end, start);
        if (other != -1) {
            extents.remove(start, end);
            return Finding.ALREADY_HELD.at(other);
        }
        if (anyUnknown) {
            forgetUnknown(start, end);
        }
        freed.remove(start);
        return Finding.NONE;
    }

    /** Removes the extents of unknown state that overlap a hand-out: from now on the state is known. */
    private void forgetUnknown(long start, long end) {
        Map.Entry<Long, Long> below = extents.lowerEntry(start);
        if (below != null && below.getValue() < 0 && -below.getValue() > start) {
            extents.remove(below.getKey(), below.getValue());
        }
        extents.subMap(start, false, end, false).values().removeIf(e -> e < 0);
    }

    /**
     * Records a take-back: it must be exactly one hand-out. Returns a packed {@link Finding}; with a finding nothing has changed.
     *
     * @param length in bytes, or -1 for the length that was handed out
     */
    public long takeBack(long start, long length) {
        if (fastTakeBack(start, length)) {
            return Finding.NONE;
        }
        moveToSet();
        Long end = extents.get(start);
        if (end == null) {
            return notHeld(start);
        }
        if (end >= 0 && length >= 0 && start + length != end) {
            return Finding.OTHER_LENGTH.at(start);
        }
        if (!extents.remove(start, end)) {
            return Finding.ALREADY_FREE.at(start);
        }
        remember(start);
        return Finding.NONE;
    }

    private long notHeld(long start) {
        if (wasFreed(start)) {
            return Finding.ALREADY_FREE.at(start);
        }
        long around = overlapping(start, start + 1, start);
        if (around != -1) {
            return Finding.NOT_A_START.at(around);
        }
        if (known) {
            return Finding.NEVER_ALLOCATED.at(start);
        }
        remember(start);
        return Finding.NONE;
    }

    private void remember(long start) {
        freed.add(start);
        if (freed.size() > REMEMBERED) {
            Iterator<Long> any = freed.iterator();
            for (int i = 0; i < REMEMBERED / 4 && any.hasNext(); i++) {
                any.next();
                any.remove();
            }
        }
    }

    /** Removes a hand-out that was entered, because the agent refuses it. */
    public void undoHandOut(long start, long length) {
        moveToSet();
        extents.remove(start, start + length);
    }

    /** Makes the record agree with the pool after a finding. */
    public void force(boolean handOut, long start, long length) {
        moveToSet();
        if (handOut) {
            extents.put(start, start + length);
            freed.remove(start);
        } else {
            extents.remove(start);
            remember(start);
        }
    }

    /** Makes the state of a free extent unknown. */
    public void forget(long start, long length) {
        moveToSet();
        anyUnknown = true;
        if (extents.putIfAbsent(start, -(start + Math.max(1, length))) == null) {
            freed.remove(start);
        }
    }

    /** Makes the state of an extent unknown, even if it is held. */
    public void forgetEvenIfHeld(long start, long length) {
        moveToSet();
        Long end = extents.remove(start);
        forget(start, end != null && end > start ? end - start : length);
    }

    /** Takes back all that is held, and returns the number of extents. */
    public long clear() {
        moveToSet();
        long held = 0;
        for (Long start : extents.keySet()) {
            if (extents.remove(start) != null) {
                held++;
                remember(start);
            }
        }
        return held;
    }
}

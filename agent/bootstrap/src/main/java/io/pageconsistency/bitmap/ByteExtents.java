package io.pageconsistency.bitmap;

import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;

/**
 * What is handed out of a region byte by byte, from beginning to end: where there are no pages, and where memory does not lie on
 * their grid.
 *
 * <p>Where they are made one after the other they are in a {@linkplain RisingExtents list}, and else in an ordered set.
 *
 * <p>The rules are those of pages. What was given back is remembered by its beginning, to tell a second free from the free of
 * something that never was; of that at most {@value #REMEMBERED} are kept.
 *
 * <p>Thread-safe, lock-free. Two hand-outs that overlap are each entered before they are compared, so at least one of them
 * finds the other.
 */
public final class ByteExtents {
    private static final int REMEMBERED = 1 << 16;

    /** From beginning to end; to the end's negative where it is not known whether it is held. */
    private final ConcurrentSkipListMap<Long, Long> extents = new ConcurrentSkipListMap<>();
    private final Set<Long> freed = ConcurrentHashMap.newKeySet();
    private final boolean known;
    private final long base;
    /** Those of now, and those of before all had come back. */
    private volatile RisingExtents rising = new RisingExtents();
    private volatile RisingExtents past = new RisingExtents();
    /** Whether all are in the set, and the list is not in use. */
    private volatile boolean ordered;
    /** Whether free memory among them is {@linkplain #guarded guarded}. */
    private boolean guarded;
    /** Whether hand-outs are not to be fast: one read for both of those. */
    private volatile boolean careful;
    /** Whether there has been an extent of which it is not known whether it is held. */
    private volatile boolean anyUnknown;

    /**
     * @param known whether all hand-outs of the region were seen
     * @param base the place where the region begins
     */
    public ByteExtents(boolean known, long base) {
        this.known = known;
        this.base = base;
    }

    /** A hand-out after all others, if that is all there is to it. */
    public boolean fastHandOut(long start, long length) {
        return !careful && handOutRising(start, length);
    }

    private boolean handOutRising(long start, long length) {
        if (!rising.handOut(start - base, length)) {
            return false;
        }
        if (ordered) {
            // It came after others were moved, and is not compared with them.
            order();
            extents.remove(start, start + length);
            return false;
        }
        return true;
    }

    /** A take-back of what is held in that length, or of whatever begins there if that is -1; false if there is more to it. */
    public boolean fastTakeBack(long start, long length) {
        return !ordered && rising.takeBack(start - base, length);
    }

    /** From here on all are in the set. */
    private synchronized void order() {
        ordered = true;
        careful = true;
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

    /** The pool begins from the beginning; whether all have come back, so that it may. */
    public synchronized boolean renew() {
        if (held() != 0) {
            return false;
        }
        RisingExtents unused = past;
        unused.clear();
        past = rising;
        rising = unused;
        ordered = ordered && !extents.isEmpty();
        careful = ordered || guarded;
        return true;
    }

    /** Says whether each hand-out is to be looked at, because free memory is guarded that it may be of. */
    public synchronized void guarded(boolean now) {
        guarded = now;
        careful = ordered || guarded;
    }

    /** About how much of the Java heap it takes. */
    public long bytes() {
        return 400 + 64L * (extents.size() + freed.size()) + rising.bytes() + past.bytes();
    }

    /** How many extents are held; not those of which that is not known. */
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

    /** Shows each held extent by its beginning and its length. */
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

    /** The addresses at which extents are held, or may be. */
    public Set<Long> starts() {
        order();
        return extents.keySet();
    }

    /** The held one at the lowest address, or -1. */
    public long first() {
        order();
        Map.Entry<Long, Long> first = extents.firstEntry();
        while (first != null && first.getValue() < 0) {
            first = extents.higherEntry(first.getKey());
        }
        return first == null ? -1 : first.getKey();
    }

    /** How long that is which is, or may be, held at an address. */
    public long extentAt(long start) {
        Long end = extents.get(start);
        return end == null ? Math.max(0, lengthAt(start)) : Math.abs(end) - start;
    }

    /** How long the extent is that begins at an address, or -1 if none is held there. */
    public long lengthAt(long start) {
        RisingExtents.Entry entry = ordered ? null : rising.at(start - base);
        if (entry != null && entry.held()) {
            return entry.length();
        }
        Long end = extents.get(start);
        return end == null || end < 0 ? -1 : end - start;
    }

    /** Whether what was handed out at an address last has come back; not remembered for ever. */
    public boolean cameBack(long start) {
        return lengthAt(start) == -1 && (rising.at(start - base) != null || wasFreed(start));
    }

    private boolean wasFreed(long start) {
        return freed.contains(start) || past.at(start - base) != null;
    }

    /** The beginning of a held extent that overlaps a range, other than the one that begins at {@code except}; or -1. */
    public long overlapping(long start, long end, long except) {
        order();
        for (Map.Entry<Long, Long> e = extents.lowerEntry(end); e != null; e = extents.lowerEntry(e.getKey())) {
            if (e.getValue() >= 0 && e.getKey() != except) {
                // Those that are held lie one after the other, so the nearest below is the only one that can reach in.
                return e.getValue() > start ? e.getKey() : -1;
            }
        }
        return -1;
    }

    /** Memory crosses to a user: none of it may be held. With a finding nothing has changed. */
    public long handOut(long start, long length) {
        if (!ordered && handOutRising(start, length)) {
            return Finding.NONE;
        }
        order();
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

    /** What was not known of memory that is handed out is of no consequence any more. */
    private void forgetUnknown(long start, long end) {
        Map.Entry<Long, Long> below = extents.lowerEntry(start);
        if (below != null && below.getValue() < 0 && -below.getValue() > start) {
            extents.remove(below.getKey(), below.getValue());
        }
        extents.subMap(start, false, end, false).values().removeIf(e -> e < 0);
    }

    /**
     * Memory crosses back: it must be exactly what one hand-out gave. With a finding nothing has changed.
     *
     * @param length -1 for whatever was handed out
     */
    public long takeBack(long start, long length) {
        if (fastTakeBack(start, length)) {
            return Finding.NONE;
        }
        order();
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

    /** A hand-out that was entered is refused. */
    public void undoHandOut(long start, long length) {
        order();
        extents.remove(start, start + length);
    }

    /** Makes the record follow the pool after a finding. */
    public void force(boolean handOut, long start, long length) {
        order();
        if (handOut) {
            extents.put(start, start + length);
            freed.remove(start);
        } else {
            extents.remove(start);
            remember(start);
        }
    }

    /** What became of a free extent is not known from here on. */
    public void forget(long start, long length) {
        order();
        anyUnknown = true;
        if (extents.putIfAbsent(start, -(start + Math.max(1, length))) == null) {
            freed.remove(start);
        }
    }

    /** Of memory of which it was known what became of it, that is not known any more. */
    public void lose(long start, long length) {
        order();
        Long end = extents.remove(start);
        forget(start, end != null && end > start ? end - start : length);
    }

    /** Nothing is held any more; returns how much was. */
    public long clear() {
        order();
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

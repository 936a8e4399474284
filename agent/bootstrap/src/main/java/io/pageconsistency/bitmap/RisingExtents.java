package io.pageconsistency.bitmap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Hand-outs of bytes in ascending order: each lies after all earlier ones, as in a pool that always takes the next free byte. Such
 * hand-outs cannot overlap, so a list is all the record that they need.
 *
 * <p>A healthy take-back is one compare-and-set. A healthy hand-out is a release store if each happens before the next one, and a
 * compare-and-set otherwise. All other operations are declined; then the list is {@linkplain #moveTo moved} to the ordered set of
 * {@link ByteExtents}.
 *
 * <p>Thread-safe, lock-free. Allocates one block for {@value #BLOCK} hand-outs, and keeps the blocks when it is cleared.
 */
public final class RisingExtents {
    /** Receives the entries of a list that is moved. */
    interface Mover {
        /** A held entry. It may be taken back meanwhile; then {@link #notHeld} follows. */
        void held(long offset, long length);

        /** An entry that was taken back while it was moved. */
        void notHeld(long offset, long length);

        /** An entry that had been taken back before. */
        void cameBack(long offset);
    }

    /**
     * One hand-out.
     *
     * @param offset its start
     * @param length in bytes
     * @param held false if it was taken back or moved
     */
    public record Entry(long offset, long length, boolean held) {
        static Entry of(long entry) {
            return new Entry(offsetOf(entry), entry & LENGTH, (entry & (FREED | MOVED)) == 0);
        }
    }

    private static final int SHIFT = 6;
    private static final int BLOCK = 1 << SHIFT;
    // An entry is 0 if unused. Otherwise the upper half is the offset with the flag FREED in its first bit, and the lower half is
    // the length with the flag MOVED in its first bit.
    private static final long FREED = Long.MIN_VALUE;
    private static final long MOVED = 1L << 31;
    private static final long LENGTH = MOVED - 1;
    private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle BLOCKS;
    private static final VarHandle SIZE;

    static {
        try {
            BLOCKS = MethodHandles.lookup().findVarHandle(RisingExtents.class, "blocks", long[][].class);
            SIZE = MethodHandles.lookup().findVarHandle(RisingExtents.class, "size", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Replaced by a longer array to grow; the blocks stay the same. */
    private volatile long[][] blocks = {};
    /** A lower bound of the number of entries: the thread that adds one counts it afterwards. */
    private volatile int size;
    /** The end of the last entry. The pool lets one thread at a time add; if two do, one of them is declined. */
    private long top;
    /** A hint: the index found last, because extents that were handed out in a row often come back in a row. */
    private int last;
    private final boolean racing;

    /** @param racing whether two threads may hand out at the same moment */
    public RisingExtents(boolean racing) {
        this.racing = racing;
    }

    private static long offsetOf(long entry) {
        return (entry & ~FREED) >>> Integer.SIZE;
    }

    /** Records a hand-out if it lies after all others; otherwise returns false. */
    public boolean handOut(long offset, long length) {
        int at = size;
        if (offset < top || length <= 0 || offset + length > LENGTH) {
            return false;
        }
        long[] block = blockFor(at);
        long entry = offset << Integer.SIZE | length;
        if (!racing) {
            ENTRY.setRelease(block, at & BLOCK - 1, entry);
        } else if (!ENTRY.compareAndSet(block, at & BLOCK - 1, 0L, entry)) {
            return false;
        }
        top = offset + length;
        // Release: the entry is there for whoever sees the count.
        SIZE.setRelease(this, at + 1);
        return true;
    }

    private long[] blockFor(int at) {
        long[][] all = blocks;
        int index = at >> SHIFT;
        if (index < all.length && all[index] != null) {
            return all[index];
        }
        return added(index);
    }

    private long[] added(int index) {
        while (true) {
            long[][] all = blocks;
            if (index < all.length && all[index] != null) {
                return all[index];
            }
            long[][] more = Arrays.copyOf(all, Math.max(all.length, index + 1));
            more[index] = new long[BLOCK];
            if (BLOCKS.compareAndSet(this, all, more)) {
                return more[index];
            }
        }
    }

    /**
     * Records a take-back of exactly one held hand-out; otherwise returns false.
     *
     * @param length in bytes, or -1 for the length that was handed out
     */
    public boolean takeBack(long offset, long length) {
        int at = find(offset);
        if (at < 0) {
            return false;
        }
        if (last != at) {
            last = at;
        }
        long[] block = blocks[at >> SHIFT];
        long entry = (long) ENTRY.getVolatile(block, at & BLOCK - 1);
        return (entry & (FREED | MOVED)) == 0 && (length < 0 || (entry & LENGTH) == length)
                && ENTRY.compareAndSet(block, at & BLOCK - 1, entry, entry | FREED);
    }

    /** The index of the entry with this offset, or -1. */
    private int find(long offset) {
        int end = size;
        int hint = last;
        if (end > 0 && offsetAt(end - 1) == offset) {
            return end - 1;
        }
        for (int at = hint; at < end && at < hint + 2; at++) {
            if (offsetAt(at) == offset) {
                return at;
            }
        }
        int low = 0;
        int high = end - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            long there = offsetAt(middle);
            if (there == offset) {
                return middle;
            }
            if (there < offset) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    private long offsetAt(int at) {
        return offsetOf((long) ENTRY.getVolatile(blocks[at >> SHIFT], at & BLOCK - 1));
    }

    /** The entry at an offset, held or not; null if there is none. */
    public Entry at(long offset) {
        int at = find(offset);
        return at < 0 ? null : Entry.of((long) ENTRY.getVolatile(blocks[at >> SHIFT], at & BLOCK - 1));
    }

    /** Calls the action with each entry, in the order of offsets. */
    void forEach(Consumer<Entry> action) {
        for (int at = 0; at < size; at++) {
            action.accept(Entry.of((long) ENTRY.getVolatile(blocks[at >> SHIFT], at & BLOCK - 1)));
        }
    }

    /** The number of held entries. */
    public long held() {
        long held = 0;
        for (int at = 0; at < size; at++) {
            held += ((long) ENTRY.getVolatile(blocks[at >> SHIFT], at & BLOCK - 1) & (FREED | MOVED)) == 0 ? 1 : 0;
        }
        return held;
    }

    /**
     * Moves all entries, each of them once. An entry may be added while the list is moved, or soon after it. So whoever looks for
     * entries in the set calls this again. Callers exclude each other by a lock.
     */
    void moveTo(Mover mover) {
        long[][] all = blocks;
        for (int at = 0; at >> SHIFT < all.length && all[at >> SHIFT] != null; at++) {
            long[] block = all[at >> SHIFT];
            long entry = (long) ENTRY.getVolatile(block, at & BLOCK - 1);
            if (entry == 0) {
                return;
            }
            if (entry > 0 && (entry & MOVED) == 0) {
                // Before the flag is set: a thread that finds an entry moved must find it in the set.
                mover.held(offsetOf(entry), entry & LENGTH);
                if (!ENTRY.compareAndSet(block, at & BLOCK - 1, entry, entry | MOVED)) {
                    mover.notHeld(offsetOf(entry), entry & LENGTH);
                }
            } else if ((entry & MOVED) == 0) {
                mover.cameBack(offsetOf(entry));
            }
        }
    }

    /** Removes all entries; no other thread may use the list meanwhile. */
    public void clear() {
        for (int at = 0; at < size; at += BLOCK) {
            Arrays.fill(blocks[at >> SHIFT], 0, Math.min(BLOCK, size - at + 1), 0);
        }
        top = 0;
        last = 0;
        size = 0;
    }

    /** The approximate size on the Java heap, in bytes. */
    long bytes() {
        return 80 + 8L * blocks.length + (size + BLOCK - 1L) / BLOCK * (BLOCK * 8L + 16);
    }
}

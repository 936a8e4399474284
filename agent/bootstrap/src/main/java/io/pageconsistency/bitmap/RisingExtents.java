package io.pageconsistency.bitmap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Hand-outs of bytes that lie one after the other in the order in which they were made, as where a pool takes memory from the next
 * free byte on: then nothing can overlap, and a list is all the record it needs.
 *
 * <p>The healthy operation is one compare-and-set. Whatever is not as usual is declined, and is for the ordered set of
 * {@link ByteExtents}, into which the list is then {@linkplain #moveTo moved}.
 *
 * <p>Thread-safe, lock-free; allocates a block for so many hand-outs, which are kept when it begins anew.
 */
public final class RisingExtents {
    /** What becomes of the entries of a list that is moved. */
    interface Mover {
        /** One that is held; whether it still is when this returns, is asked then. */
        void held(long offset, long length);

        /** One that came back while it was being moved. */
        void notHeld(long offset, long length);

        void cameBack(long offset);
    }

    /** @param length of what is held, or was */
    public record Entry(long offset, long length, boolean held) {
        static Entry of(long entry) {
            return new Entry(offsetOf(entry), entry & LENGTH, (entry & (FREED | MOVED)) == 0);
        }
    }

    private static final int SHIFT = 6;
    private static final int BLOCK = 1 << SHIFT;
    /** An entry: 0 for none, else the offset in its upper half, the length in its lower, and in the first bit of each what became of it. */
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

    /** Made anew to grow; the blocks stay. */
    private volatile long[][] blocks = {};
    /** How many entries there are at least; whoever adds one counts it after. */
    private volatile int size;
    /** Where the last one ends. Who adds is one thread at a time, which the pool sees to; if it does not, one of two is declined. */
    private long top;
    /** Where something was found last: what was handed out in a row often comes back in a row. A hint. */
    private int last;

    private static long offsetOf(long entry) {
        return (entry & ~FREED) >>> Integer.SIZE;
    }

    /** Whether a hand-out lies after all others, and is entered. */
    public boolean handOut(long offset, long length) {
        int at = size;
        if (offset < top || length <= 0 || offset + length > LENGTH) {
            return false;
        }
        long[] block = blockFor(at);
        if (!ENTRY.compareAndSet(block, at & BLOCK - 1, 0L, offset << Integer.SIZE | length)) {
            return false;
        }
        top = offset + length;
        // Release: the entry is there for whoever sees the count. The compare-and-set above was the full barrier that those need who
        // look, after this, whether the list is being moved.
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
     * Whether a hand-out is held, and comes back.
     *
     * @param length -1 for whatever was handed out
     */
    public boolean takeBack(long offset, long length) {
        int at = find(offset);
        if (at < 0) {
            return false;
        }
        long[] block = blocks[at >> SHIFT];
        long entry = (long) ENTRY.getVolatile(block, at & BLOCK - 1);
        last = at;
        return (entry & (FREED | MOVED)) == 0 && (length < 0 || (entry & LENGTH) == length)
                && ENTRY.compareAndSet(block, at & BLOCK - 1, entry, entry | FREED);
    }

    /** The entry of what began there, or -1. */
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

    /** What began at an offset, be it held or not; null for none. */
    public Entry at(long offset) {
        int at = find(offset);
        return at < 0 ? null : Entry.of((long) ENTRY.getVolatile(blocks[at >> SHIFT], at & BLOCK - 1));
    }

    /** Shows each entry, in the order of their offsets. */
    void forEach(Consumer<Entry> action) {
        for (int at = 0; at < size; at++) {
            action.accept(Entry.of((long) ENTRY.getVolatile(blocks[at >> SHIFT], at & BLOCK - 1)));
        }
    }

    /** How many are held. */
    public long held() {
        long held = 0;
        for (int at = 0; at < size; at++) {
            held += ((long) ENTRY.getVolatile(blocks[at >> SHIFT], at & BLOCK - 1) & (FREED | MOVED)) == 0 ? 1 : 0;
        }
        return held;
    }

    /**
     * Hands all entries over, each of them once, also those of who is at it already: who has added one after it was decided to move
     * the list calls this as well. Callers exclude each other.
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
                // First: whoever finds it moved must find it there.
                mover.held(offsetOf(entry), entry & LENGTH);
                if (!ENTRY.compareAndSet(block, at & BLOCK - 1, entry, entry | MOVED)) {
                    mover.notHeld(offsetOf(entry), entry & LENGTH);
                }
            } else if ((entry & MOVED) == 0) {
                mover.cameBack(offsetOf(entry));
            }
        }
    }

    /** Begins anew; nobody may be at it. */
    public void clear() {
        for (int at = 0; at < size; at += BLOCK) {
            Arrays.fill(blocks[at >> SHIFT], 0, Math.min(BLOCK, size - at + 1), 0);
        }
        top = 0;
        last = 0;
        size = 0;
    }

    /** About how much of the Java heap it takes. */
    long bytes() {
        return 80 + 8L * blocks.length + (size + BLOCK - 1L) / BLOCK * (BLOCK * 8L + 16);
    }
}

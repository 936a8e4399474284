package io.pageconsistency.bitmap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;


/**
 * The cells of consecutive units of memory: the common part of page maps and slot maps.
 *
 * <p>A cell is one variable with one modification order, and its two halves are written together. So a reader sees both halves as
 * they were at one instant, which is what makes a concurrent scan exact. Neighbouring cells share nothing, so no update disturbs
 * another.
 *
 * <p>Memory ordering: reads are acquire and stores are release. The thread that gets a unit sees what happened to it before,
 * provided that the pool hands memory over with synchronisation. The cells are not meant to add an order that could hide a race of
 * the application. A compare-and-set is used only if two threads can be at one cell at once; see the operations.
 *
 * <p>Thread-safe, lock-free.
 */
public abstract class Cells {
    static final VarHandle CELL = MethodHandles.arrayElementVarHandle(short[].class);

    private static final int SHIFT = 30;
    private static final int SEGMENT = 1 << SHIFT;
    private static final short[][] NO_MORE = {};

    /**
     * The cells, or the first segment of them if there are very many. They lie on the Java heap, not beside the memory they
     * describe, so that a stray write to that memory does not reach them.
     */
    public final short[] cells;
    /** The cells beyond the first segment. */
    private final short[][] more;
    private final long length;

    public Cells(long length, short initial) {
        this.length = length;
        cells = filled((int) Math.min(length, SEGMENT), initial);
        int segments = (int) ((length - 1) >>> SHIFT);
        more = segments == 0 ? NO_MORE : new short[segments][];
        for (int i = 0; i < segments; i++) {
            more[i] = filled((int) Math.min(length - ((long) i + 1 << SHIFT), SEGMENT), initial);
        }
    }

    private static short[] filled(int length, short cell) {
        short[] cells = new short[length];
        Arrays.fill(cells, cell);
        return cells;
    }

    private short[] segment(long index) {
        return index < SEGMENT ? cells : more[(int) (index >>> SHIFT) - 1];
    }

    /** The number of cells. */
    public final long length() {
        return length;
    }

    final short cell(long index) {
        return (short) CELL.getAcquire(segment(index), (int) index & SEGMENT - 1);
    }

    final boolean replace(long index, short expected, short next) {
        return CELL.compareAndSet(segment(index), (int) index & SEGMENT - 1, expected, next);
    }

    /** Damages a cell, for tests and for the self-test that proves that damage is noticed. */
    public final void flip(long index, int bits) {
        segment(index)[(int) index & SEGMENT - 1] ^= (short) bits;
    }

    /** The state of a unit; unknown if its cell is damaged. */
    final int state(long index) {
        if (index < 0 || index >= length) {
            throw new IndexOutOfBoundsException(index + " of " + length);
        }
        int state = Cell.state(cell(index));
        return state == Cell.DAMAGED ? Cell.UNKNOWN : state;
    }

    /** Whether a range lies outside these cells. Subtracts, because {@code first + count} could overflow. */
    final boolean outside(long first, long count) {
        return first < 0 || count <= 0 || first > length - count;
    }

    public final boolean intact(long index) {
        return Cell.intact(cell(index));
    }

    /** Whether the allocator has claimed a unit. */
    public final boolean isReserved(long index) {
        return (state(index) & Cell.R) != 0;
    }

    public final boolean isHeld(long index) {
        return (state(index) & Cell.H) != 0;
    }

    /** Whether the agent has seen an operation on a unit, and the unit's cell has been intact since. */
    public final boolean isKnown(long index) {
        return (state(index) & Cell.K) != 0;
    }

    /** Whether the state of a unit is unknown. */
    public final boolean isUnknown(long index) {
        return Cell.isUnknown(state(index));
    }

    /** Whether an earlier party may be on record for what begins at a unit; true if the cell is damaged or does not exist. */
    public final boolean isMarked(long index) {
        if (index < 0 || index >= length) {
            return true;
        }
        int state = Cell.state(cell(index));
        return state == Cell.DAMAGED || (state & Cell.M) != 0;
    }

    /** Sets whether an earlier party may be on record for what begins at a unit. */
    public final void mark(long index, boolean marked) {
        if (index < 0 || index >= length) {
            return;
        }
        for (;;) {
            short cell = cell(index);
            int state = Cell.state(cell);
            if (state == Cell.DAMAGED || ((state & Cell.M) != 0) == marked
                    || replace(index, cell, Cell.of(state ^ Cell.M))) {
                return;
            }
        }
    }

    /** How many units are claimed; exact while no operation runs. */
    public final long reserved() {
        return count(Cell.R, Cell.R);
    }

    /** How many units are held; exact while no operation runs. */
    public final long held() {
        return count(Cell.H, Cell.H);
    }

    /** How many units the agent has seen in use; exact while no operation runs. */
    public final long known() {
        return count(Cell.K, Cell.K);
    }

    /** How many hand-outs are held; exact while no operation runs. */
    public final long starts() {
        return count(Cell.H | Cell.S, Cell.H | Cell.S);
    }

    private long count(int mask, int bits) {
        long count = 0;
        for (long i = 0; i < length; i++) {
            int state = Cell.state(cell(i));
            count += state != Cell.DAMAGED && (state & mask) == bits ? 1 : 0;
        }
        return count;
    }

    /** The first held unit at or after {@code from}, or -1. */
    public final long nextHeld(long from) {
        for (long i = from; i < length; i++) {
            int state = Cell.state(cell(i));
            if (state != Cell.DAMAGED && (state & Cell.H) != 0) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Makes units unknown, held ones only if {@code alsoHeld} is set. A damaged cell stays as it is, so that the damage is still
     * found.
     */
    public final void forget(long first, long count, boolean alsoHeld) {
        if (outside(first, count)) {
            return;
        }
        for (long i = first; i < first + count; i++) {
            for (;;) {
                short cell = cell(i);
                int state = Cell.state(cell);
                if (state == Cell.DAMAGED || (state & Cell.H) != 0 && !alsoHeld
                        || replace(i, cell, Cell.of(Cell.UNKNOWN | state & Cell.M))) {
                    break;
                }
            }
        }
    }

    /**
     * Replaces a damaged cell by one that says unknown.
     *
     * <p>Flipped bits are not flipped back even if they were located: of five or more flips some would be located wrongly, and an
     * unknown state cannot cause a false finding.
     *
     * @return what was found, or null if the cell is intact or another thread has repaired it; so each damage is reported exactly
     *        once
     */
    public final Repaired repair(long index) {
        short before = cell(index);
        return Cell.intact(before) || !replace(index, before, Cell.of(Cell.UNKNOWN | Cell.M)) ? null
                : new Repaired(index, before, Cell.flips(before));
    }

    /** The first damaged cell at or after {@code from}, or -1. Exact even while other threads update. */
    public final long firstDamaged(long from) {
        return firstDamaged(from, length);
    }

    /**
     * The same for the cells before {@code to}.
     *
     * <p>The reads are plain, so that the compiler may unroll them. They miss nothing, because damage stays until it is repaired.
     * They see no damage that is not there, because a read of a {@code short} is atomic. Eight cells are read before each branch.
     */
    public final long firstDamaged(long from, long to) {
        long i = from;
        while (i < to) {
            short[] segment = segment(i);
            int at = (int) i & SEGMENT - 1;
            int end = (int) Math.min(segment.length, at + (to - i));
            int damaged = firstDamaged(segment, at, end);
            if (damaged >= 0) {
                return i + damaged - at;
            }
            i += end - at;
        }
        return -1;
    }

    private static int firstDamaged(short[] cells, int from, int to) {
        int i = from;
        for (; i <= to - 8; i += 8) {
            int states = Cell.state(cells[i]) | Cell.state(cells[i + 1]) | Cell.state(cells[i + 2])
                    | Cell.state(cells[i + 3]) | Cell.state(cells[i + 4]) | Cell.state(cells[i + 5])
                    | Cell.state(cells[i + 6]) | Cell.state(cells[i + 7]);
            if (states < 0) {
                break;
            }
        }
        for (; i < to; i++) {
            if (!Cell.intact(cells[i])) {
                return i;
            }
        }
        return -1;
    }

    /** How many cells are damaged. */
    public final long damaged() {
        long damaged = 0;
        for (long i = firstDamaged(0); i >= 0; i = firstDamaged(i + 1)) {
            damaged++;
        }
        return damaged;
    }

    /** The size of all cells in bytes. */
    public final long bytes() {
        return length * Short.BYTES;
    }
}

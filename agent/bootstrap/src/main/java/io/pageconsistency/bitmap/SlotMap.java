package io.pageconsistency.bitmap;

import java.lang.invoke.VarHandle;

import io.pageconsistency.Operation;

/**
 * The states of the slots of one run, and the four operations on them.
 *
 * <p>A slot is a hand-out of its own, so each held slot has S. All else, memory ordering included, is as in {@link PageMap}. The
 * caller holds the pool's lock for the run when slots are claimed or freed.
 *
 * <p>Sixteen bits a slot are 0.8 % of a slot of 256 bytes. Eight bits would have room for four states at distance five, but not for
 * the mark, which saves a look-up in the parties' tables on every transfer.
 *
 * <p>Thread-safe, lock-free, allocates nothing.
 */
public final class SlotMap extends Cells {
    private static final short RELEASED = Cell.of(Cell.K);
    private static final short CLAIMED = Cell.of(Cell.R | Cell.K);
    private static final short HELD = Cell.of(Cell.R | Cell.H | Cell.S | Cell.K);

    private final long slotSize;
    private final long runPages;

    /**
     * @param slots at least 1
     * @param slotSize in bytes
     * @param runPages the number of pages of the run that is cut into these slots
     * @param known whether the agent saw the claim of the run
     */
    public SlotMap(int slots, long slotSize, long runPages, boolean known) {
        super(slots, Cell.of(known ? Cell.NEVER : Cell.UNKNOWN));
        this.slotSize = slotSize;
        this.runPages = runPages;
    }

    /** Copies the marks of the run's pages to the slots that begin there; call this before the map is published. */
    public void copyMarks(PageMap pages, long firstPage, long pageSize) {
        for (long i = 0; i < runPages; i++) {
            long offset = i * pageSize;
            if (offset % slotSize == 0 && pages.isMarked(firstPage + i)) {
                mark(offset / slotSize, true);
            }
        }
    }

    public int slots() {
        return cells.length;
    }

    public long slotSize() {
        return slotSize;
    }

    public long runPages() {
        return runPages;
    }

    // The fast operations. Each returns false, with nothing changed, if the cell is not the expected one.

    /** Claims a slot that was freed. */
    public boolean fastReserve(int slot) {
        short[] all = cells;
        if (slot < 0 || slot >= all.length || (short) CELL.getAcquire(all, slot) != RELEASED) {
            return false;
        }
        CELL.setRelease(all, slot, CLAIMED);
        return true;
    }

    /** Frees a slot that is claimed and not held. */
    public boolean fastRelease(int slot) {
        short[] all = cells;
        if (slot < 0 || slot >= all.length || (short) CELL.getAcquire(all, slot) != CLAIMED) {
            return false;
        }
        CELL.setRelease(all, slot, RELEASED);
        return true;
    }

    /** Hands out a slot that is claimed and not held. */
    public boolean fastHandOut(int slot) {
        short[] all = cells;
        if (slot < 0 || slot >= all.length || (short) CELL.getAcquire(all, slot) != CLAIMED) {
            return false;
        }
        CELL.setRelease(all, slot, HELD);
        return true;
    }

    /** Takes back a slot that is held. */
    public boolean fastTakeBack(int slot) {
        short[] all = cells;
        return slot >= 0 && slot < all.length && (short) CELL.getAcquire(all, slot) == HELD
                && CELL.compareAndSet(all, slot, HELD, CLAIMED);
    }

    /** The allocator claims a slot: it must not be claimed. */
    public long reserve(int slot) {
        return fastReserve(slot) ? Finding.NONE : slowPath(Operation.RESERVE, slot);
    }

    /** The allocator returns a slot: it must be claimed and not held. */
    public long release(int slot) {
        return fastRelease(slot) ? Finding.NONE : slowPath(Operation.RELEASE, slot);
    }

    /** The pool hands out a slot: it must be claimed and not held. */
    public long handOut(int slot) {
        return fastHandOut(slot) ? Finding.NONE : slowPath(Operation.HAND_OUT, slot);
    }

    /** A user gives a slot back: it must be held. */
    public long takeBack(int slot) {
        return fastTakeBack(slot) ? Finding.NONE : slowPath(Operation.TAKE_BACK, slot);
    }

    /** An operation on a slot in any state. Also retries an operation after a damaged cell was repaired. */
    long slowPath(Operation operation, int slot) {
        if (outside(slot, 1)) {
            return (operation == Operation.RELEASE || operation == Operation.TAKE_BACK
                    ? Finding.OUTSIDE_FREED : Finding.OUTSIDE).at(slot);
        }
        long finding = change(operation, slot);
        return finding == Finding.NONE ? Finding.NONE : recheck(operation, slot, finding);
    }

    /** As {@link PageMap#recheck}. */
    long recheck(Operation operation, int slot, long finding) {
        if (Finding.of(finding) == Finding.CORRUPTED) {
            return finding;
        }
        VarHandle.fullFence();
        long now = change(operation, slot);
        return now == Finding.NONE ? Finding.SEEN_LATE.at(slot) : now;
    }

    private long change(Operation operation, int slot) {
        for (;;) {
            short cell = cell(slot);
            int state = Cell.state(cell);
            Finding finding = state == Cell.DAMAGED ? Finding.CORRUPTED : CellRules.finding(operation, state, true, true);
            if (finding != null) {
                return finding.at(slot);
            }
            if (replace(slot, cell, Cell.of(CellRules.after(operation, state, true, true)))) {
                return Finding.NONE;
            }
        }
    }

    /** Makes a slot look as the operation leaves it, whatever its state. */
    public void force(Operation operation, int slot) {
        if (outside(slot, 1)) {
            return;
        }
        short cell;
        int state;
        do {
            cell = cell(slot);
            state = Cell.state(cell) == Cell.DAMAGED ? Cell.UNKNOWN | Cell.M : Cell.state(cell);
        } while (!replace(slot, cell, Cell.of(CellRules.after(operation, state, true, true))));
    }

    /** Makes a slot unknown unless it is held: the agent recorded a take-back, but the pool then failed. */
    public void forget(int slot) {
        forget(slot, 1, false);
    }

    /** The lowest held slot, or -1. */
    public int firstHeld() {
        return (int) nextHeld(0);
    }
}

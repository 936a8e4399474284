package io.pageconsistency.bitmap;

import java.lang.invoke.VarHandle;

import io.pageconsistency.Operation;

/**
 * The states of the slots of one run, and the four operations on them.
 *
 * <p>A slot is a hand-out of its own, so it shows S whenever it is held. All else, ordering included, is as for
 * {@link PageMap}; the pool's lock for the run is held where slots are claimed or returned.
 *
 * <p>Sixteen bits a slot are 0.8 % of slots of 256 bytes. Eight would have room for four states at a distance of five, but
 * none for the mark, which saves the look into the parties' tables on every transfer.
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
     * @param runPages the pages of the run that is cut into these slots
     * @param known whether the run was seen being reserved
     */
    public SlotMap(int slots, long slotSize, long runPages, boolean known) {
        super(slots, Cell.of(known ? Cell.NEVER : Cell.UNKNOWN));
        this.slotSize = slotSize;
        this.runPages = runPages;
    }

    /** Takes over which of the run's pages are marked; before anybody else has the map. */
    public void markAs(PageMap pages, long firstPage, long pageSize) {
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

    /** A slot is claimed that was released. As all of these: false when something is not as usual; then nothing has happened. */
    public boolean fastReserve(int slot) {
        short[] all = cells;
        if (slot < 0 || slot >= all.length || (short) CELL.getAcquire(all, slot) != RELEASED) {
            return false;
        }
        CELL.setRelease(all, slot, CLAIMED);
        return true;
    }

    /** A slot is returned that is claimed, and nobody holds. */
    public boolean fastRelease(int slot) {
        short[] all = cells;
        if (slot < 0 || slot >= all.length || (short) CELL.getAcquire(all, slot) != CLAIMED) {
            return false;
        }
        CELL.setRelease(all, slot, RELEASED);
        return true;
    }

    /** A slot is handed out that is claimed, and nobody holds. */
    public boolean fastHandOut(int slot) {
        short[] all = cells;
        if (slot < 0 || slot >= all.length || (short) CELL.getAcquire(all, slot) != CLAIMED) {
            return false;
        }
        CELL.setRelease(all, slot, HELD);
        return true;
    }

    /** A slot is taken back that is held. */
    public boolean fastTakeBack(int slot) {
        short[] all = cells;
        return slot >= 0 && slot < all.length && (short) CELL.getAcquire(all, slot) == HELD
                && CELL.compareAndSet(all, slot, HELD, CLAIMED);
    }

    /** The allocator claims a slot: it must not be claimed. */
    public long reserve(int slot) {
        return fastReserve(slot) ? Finding.NONE : careful(Operation.RESERVE, slot);
    }

    /** The allocator returns a slot: it must be claimed and not held. */
    public long release(int slot) {
        return fastRelease(slot) ? Finding.NONE : careful(Operation.RELEASE, slot);
    }

    /** A slot crosses to a user: it must be claimed and not held. */
    public long handOut(int slot) {
        return fastHandOut(slot) ? Finding.NONE : careful(Operation.HAND_OUT, slot);
    }

    /** A slot crosses back: it must be held. */
    public long takeBack(int slot) {
        return fastTakeBack(slot) ? Finding.NONE : careful(Operation.TAKE_BACK, slot);
    }

    /** An operation on a slot in whatever state it is; also to begin again after damage that was repaired. */
    long careful(Operation operation, int slot) {
        if (outside(slot, 1)) {
            return (operation == Operation.RELEASE || operation == Operation.TAKE_BACK
                    ? Finding.OUTSIDE_FREED : Finding.OUTSIDE).at(slot);
        }
        long finding = change(operation, slot);
        return finding == Finding.NONE ? Finding.NONE : again(operation, slot, finding);
    }

    /** As {@link PageMap#again}. */
    long again(Operation operation, int slot, long finding) {
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

    /** Makes a slot look as the operation leaves it, whatever it was. */
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

    /** Turns a slot unknown unless somebody holds it: a take-back was recorded, but the pool then failed. */
    public void forget(int slot) {
        forget(slot, 1, false);
    }

    /** The first held slot, or -1. */
    public int firstHeld() {
        return (int) nextHeld(0);
    }
}

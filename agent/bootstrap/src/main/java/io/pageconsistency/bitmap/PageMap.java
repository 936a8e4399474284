package io.pageconsistency.bitmap;

import java.lang.invoke.VarHandle;
import java.util.Arrays;

import io.pageconsistency.Operation;

/**
 * The states of all pages of one region, and the four operations on runs of them.
 *
 * <p>A healthy operation compares each cell with the one constant that it expects, and stores another. It is atomic only if two
 * threads can race:
 *
 * <ul>
 *   <li>A take-back begins with a compare-and-set on the first cell of the hand-out, which decides between two holders that free at
 *       the same moment. The winner alone changes the other cells.
 *   <li>A pool that claims memory does so under its own lock. A hand-out follows its claim on the same thread, or comes out of a
 *       cache that passed it on with synchronisation. So a release store is exact. If a pool nevertheless claims or hands out
 *       twice, this shows at the second claim, or at the latest at the second take-back.
 *   <li>A pool that does not claim memory may hand out under its own lock, or on the one thread that has the region: a release store
 *       is exact there, too. If it has no lock, its hand-outs use compare-and-set.
 * </ul>
 *
 * <p>If a cell is not as expected, {@link CellRules} judge each cell. What they find is checked again after a full fence before it
 * counts. If all is right then, memory was passed between threads without synchronisation, and this thread had not seen the latest
 * state ({@link Finding#SEEN_LATE}). On this slow path every update is a compare-and-set.
 *
 * <p>An operation returns {@link Finding#NONE} or a packed {@link Finding}. With a finding other than {@link Finding#SEEN_LATE}
 * nothing has changed, and the caller decides whether to {@linkplain #force force} it.
 *
 * <p>Thread-safe, lock-free. Allocates only on the slow path of an operation over several pages.
 */
public final class PageMap extends Cells {
    /** The largest number of pages: with pages of 8 KiB they fill any address space. */
    static final long MAX_PAGES = 1L << 53;
    /** Ranges of more pages than this are compared and filled as arrays, which takes eight bytes or more at a time. */
    private static final int FEW = 8;

    private static final short RELEASED = Cell.of(Cell.K);
    private static final short CLAIMED = Cell.of(Cell.R | Cell.K);
    /** The length of the arrays of one repeated cell that ranges are compared with. */
    private static final int PATTERN = 512;
    private static final short[] ALL_RELEASED = pattern(RELEASED);
    private static final short[] ALL_CLAIMED = pattern(CLAIMED);
    private static final short[] ALL_HELD = pattern(Cell.of(Cell.R | Cell.H | Cell.K));
    private static final short[] ALL_HELD_UNCLAIMED = pattern(Cell.of(CellRules.expected(Operation.TAKE_BACK, false, false)));

    private final boolean reserves;
    /** Whether two hand-outs may be made at the same moment. */
    private final boolean handOutsRace;
    /** The cell that a hand-out expects of its pages, the cell that it stores for the first page, and the cell for the others. */
    private final short free;
    private final short start;
    private final short inner;
    private final short[] allFree;
    private final short[] allInner;

    /** Of a pool whose hand-outs follow each other only if it claims; parameters as below. */
    public PageMap(long pages, boolean reserves, boolean known) {
        this(pages, reserves, !reserves, known);
    }

    /**
     * @param pages between 1 and {@link #MAX_PAGES}
     * @param reserves whether the pool claims pages before it hands them out, so that each hand-out must find R
     * @param handOutsRace whether two threads may hand out at the same moment; false if each hand-out happens before the next one
     * @param known whether the region is new, so that its pages were never allocated; otherwise their state is unknown
     */
    public PageMap(long pages, boolean reserves, boolean handOutsRace, boolean known) {
        super(checked(pages), Cell.of(known ? Cell.NEVER : Cell.UNKNOWN));
        this.reserves = reserves;
        this.handOutsRace = handOutsRace;
        free = reserves ? CLAIMED : RELEASED;
        inner = Cell.of(CellRules.expected(Operation.TAKE_BACK, reserves, false));
        start = Cell.of(CellRules.expected(Operation.TAKE_BACK, reserves, true));
        allFree = reserves ? ALL_CLAIMED : ALL_RELEASED;
        allInner = reserves ? ALL_HELD : ALL_HELD_UNCLAIMED;
    }

    private static long checked(long pages) {
        if (pages < 1 || pages > MAX_PAGES) {
            throw new IllegalArgumentException("a region has 1 to " + MAX_PAGES + " pages, not " + pages);
        }
        return pages;
    }

    private static short[] pattern(short cell) {
        short[] pattern = new short[PATTERN];
        Arrays.fill(pattern, cell);
        return pattern;
    }

    public long pages() {
        return length();
    }

    /** Whether a hand-out begins at the page. */
    public boolean isStart(long page) {
        return (state(page) & (Cell.H | Cell.S)) == (Cell.H | Cell.S);
    }

    /** Whether a page continues the hand-out of the page before it. */
    public boolean continuesAt(long page) {
        return Cell.continuesHandOut(state(page));
    }

    // The fast operations. Each returns false, with nothing changed, if a cell is not the expected one. Each calls nothing but
    // array accesses: pools call the ledger up to twelve calls deep, and the JIT compiler inlines at most fifteen.

    /** Claims pages that were freed; the caller holds the pool's lock. */
    public boolean fastReserve(long first, long count) {
        short[] all = cells;
        int at = (int) first;
        if (first < 0 || count <= 0 || first > all.length - count || (short) CELL.getAcquire(all, at) != RELEASED) {
            return false;
        }
        if (count == 1) {
            CELL.setRelease(all, at, CLAIMED);
            return true;
        }
        int end = at + (int) count;
        return all(all, at + 1, end, RELEASED, ALL_RELEASED) && fill(all, at, end, CLAIMED);
    }

    /** Frees pages that are claimed and not held; the caller holds the pool's lock. */
    public boolean fastRelease(long first, long count) {
        short[] all = cells;
        int at = (int) first;
        if (first < 0 || count <= 0 || first > all.length - count || (short) CELL.getAcquire(all, at) != CLAIMED) {
            return false;
        }
        if (count == 1) {
            CELL.setRelease(all, at, RELEASED);
            return true;
        }
        int end = at + (int) count;
        return all(all, at + 1, end, CLAIMED, ALL_CLAIMED) && fill(all, at, end, RELEASED);
    }

    /** Hands out pages that are not held and, if the pool claims memory, are claimed. */
    public boolean fastHandOut(long first, long count) {
        short[] all = cells;
        int at = (int) first;
        if (first < 0 || count <= 0 || first > all.length - count || (short) CELL.getAcquire(all, at) != free) {
            return false;
        }
        if (count > 1) {
            int end = at + (int) count;
            if (!all(all, at + 1, end, free, allFree)) {
                return false;
            }
            if (handOutsRace) {
                return CELL.compareAndSet(all, at, free, start) && handOutEach(all, at, end);
            }
            fill(all, at + 1, end, inner);
        } else if (handOutsRace) {
            return CELL.compareAndSet(all, at, free, start);
        }
        CELL.setRelease(all, at, start);
        return true;
    }

    /**
     * Hands out the pages after the first one, in a pool without a lock. Other hand-outs may run at the same time: of two that
     * overlap, one undoes its changes and returns false.
     */
    private boolean handOutEach(short[] cells, int first, int end) {
        for (int at = first + 1; at < end; at++) {
            if (!CELL.compareAndSet(cells, at, free, inner)) {
                while (--at > first) {
                    CELL.compareAndSet(cells, at, inner, free);
                }
                CELL.compareAndSet(cells, first, start, free);
                return false;
            }
        }
        return true;
    }

    /** Takes back pages that are exactly one hand-out. */
    public boolean fastTakeBack(long first, long count) {
        short[] all = cells;
        int at = (int) first;
        if (first < 0 || count <= 0 || first > all.length - count || (short) CELL.getAcquire(all, at) != start) {
            return false;
        }
        int end = at + (int) count;
        // If the page after the last one continues this hand-out, it belongs to its holder, so no other thread changes it now. It
        // is safe to look at it separately.
        if (end < all.length ? Cell.mayContinue((short) CELL.getAcquire(all, end)) : end < length()) {
            return false;
        }
        if (count == 1) {
            return CELL.compareAndSet(all, at, start, free);
        }
        return all(all, at + 1, end, inner, allInner) && CELL.compareAndSet(all, at, start, free)
                && fill(all, at + 1, end, free);
    }

    /** Whether all cells of a range have one value. Plain reads, because the range belongs to the caller. */
    private static boolean all(short[] cells, int from, int end, short expected, short[] pattern) {
        int at = from;
        for (; end - at > FEW; at += Math.min(PATTERN, end - at)) {
            int n = Math.min(PATTERN, end - at);
            if (!Arrays.equals(cells, at, at + n, pattern, 0, n)) {
                return false;
            }
        }
        for (; at < end; at++) {
            if (cells[at] != expected) {
                return false;
            }
        }
        return true;
    }

    /** Stores one value in a range of cells that belongs to the caller; always returns true. */
    private static boolean fill(short[] cells, int from, int end, short cell) {
        if (end - from <= FEW) {
            for (int i = from; i < end; i++) {
                CELL.setRelease(cells, i, cell);
            }
        } else {
            CELL.setRelease(cells, from, cell);
            Arrays.fill(cells, from + 1, end, cell);
            // The fill is plain. The fence keeps later stores from becoming visible before it.
            VarHandle.releaseFence();
        }
        return true;
    }

    /** The allocator claims pages: none may be claimed. */
    public long reserve(long first, long count) {
        return fastReserve(first, count) ? Finding.NONE : slowPath(Operation.RESERVE, first, count);
    }

    /** The allocator returns pages: all must be claimed and none held. */
    public long release(long first, long count) {
        return fastRelease(first, count) ? Finding.NONE : slowPath(Operation.RELEASE, first, count);
    }

    /** The pool hands out pages: none may be held, and all must be claimed if the pool claims memory. */
    public long handOut(long first, long count) {
        return fastHandOut(first, count) ? Finding.NONE : slowPath(Operation.HAND_OUT, first, count);
    }

    /** A user gives pages back: they must be exactly one hand-out. */
    public long takeBack(long first, long count) {
        return fastTakeBack(first, count) ? Finding.NONE : slowPath(Operation.TAKE_BACK, first, count);
    }

    /** An operation on pages in any state. Also retries an operation after a damaged cell was repaired. */
    long slowPath(Operation operation, long first, long count) {
        if (outside(first, count)) {
            return (operation == Operation.RELEASE || operation == Operation.TAKE_BACK
                    ? Finding.OUTSIDE_FREED : Finding.OUTSIDE).at(first);
        }
        long finding = attempt(operation, first, count);
        return finding == Finding.NONE ? Finding.NONE : recheck(operation, first, count, finding);
    }

    private long attempt(Operation operation, long first, long count) {
        long finding = gravest(operation, first, count);
        return finding == Finding.NONE ? change(operation, first, count) : finding;
    }

    /** Checks a finding again after a full fence, so that this thread sees all that other threads did before. */
    long recheck(Operation operation, long first, long count, long finding) {
        if (Finding.of(finding) == Finding.CORRUPTED) {
            return finding;
        }
        VarHandle.fullFence();
        long now = attempt(operation, first, count);
        return now == Finding.NONE ? Finding.SEEN_LATE.at(Finding.place(finding)) : now;
    }

    /** The gravest finding about some pages; damage only if there is no finding on the pages before it. */
    private long gravest(Operation operation, long first, long count) {
        long end = first + count;
        long gravest = Finding.NONE;
        for (long page = first; page < end; page++) {
            int state = Cell.state(cell(page));
            if (state == Cell.DAMAGED && gravest == Finding.NONE) {
                return Finding.CORRUPTED.at(page);
            }
            Finding finding = state == Cell.DAMAGED ? null : CellRules.finding(operation, state, reserves, page == first);
            gravest = finding == null ? gravest : Finding.graver(gravest, finding.at(page));
        }
        return gravest != Finding.NONE || operation != Operation.TAKE_BACK ? gravest : onlyAPart(end);
    }

    /** A finding if the hand-out continues after its supposed end. */
    private long onlyAPart(long end) {
        // If the last page is unknown, the page after it may be the end of a hand-out that began before the agent saw the region.
        return end < pages() && isHeld(end - 1) && continuesAt(end) ? Finding.ONLY_A_PART.at(end - 1) : Finding.NONE;
    }

    /** Changes pages that were judged good. If another thread was faster, undoes the change and returns the finding. */
    private long change(Operation operation, long first, long count) {
        byte[] before = count == 1 ? null : new byte[(int) Math.min(count, Integer.MAX_VALUE - 8)];
        for (long page = first; page < first + count;) {
            short cell = cell(page);
            int state = Cell.state(cell);
            Finding finding = state == Cell.DAMAGED ? Finding.CORRUPTED
                    : CellRules.finding(operation, state, reserves, page == first);
            if (finding != null) {
                undo(operation, first, page - first, before);
                return finding.at(page);
            }
            if (replace(page, cell, Cell.of(CellRules.after(operation, state, reserves, page == first)))) {
                if (before != null) {
                    before[(int) (page - first)] = (byte) state;
                }
                page++;
            }
        }
        return Finding.NONE;
    }

    /** Undoes a hand-out that was judged good. Pages that were unknown before it stay known. */
    public void undoHandOut(long first, long count) {
        if (!outside(first, count)) {
            undo(Operation.HAND_OUT, first, count, null);
        }
    }

    /**
     * Undoes an operation, except for pages that other threads have changed since.
     *
     * @param before the states before the operation, or null if they were those of a healthy pool
     */
    private void undo(Operation operation, long first, long count, byte[] before) {
        for (long page = first; page < first + count; page++) {
            boolean leads = page == first;
            int was = before == null ? CellRules.expected(operation, reserves, leads) : before[(int) (page - first)] & ~Cell.M;
            for (;;) {
                short cell = cell(page);
                int state = Cell.state(cell);
                int mark = state & Cell.M;
                if (state == Cell.DAMAGED || state != (CellRules.after(operation, was, reserves, leads) | mark)
                        || replace(page, cell, Cell.of(was | mark))) {
                    break;
                }
            }
        }
    }

    /**
     * Makes pages look as the operation leaves them, whatever their state: after a finding the record follows the pool, which went
     * on. Ignores pages outside the region.
     */
    public void force(Operation operation, long first, long count) {
        if (count <= 0) {
            return;
        }
        long end = Math.min(pages(), first > Long.MAX_VALUE - count ? Long.MAX_VALUE : first + count);
        for (long page = Math.max(0, first); page < end; page++) {
            short cell;
            do {
                cell = cell(page);
            } while (!replace(page, cell, Cell.of(CellRules.after(operation, trusted(cell), reserves, page == first))));
        }
        if (end > 0 && end < pages()) {
            startAt(end);
        }
    }

    private static int trusted(short cell) {
        int state = Cell.state(cell);
        return state == Cell.DAMAGED ? Cell.UNKNOWN | Cell.M : state;
    }

    /** Turns the rest of a hand-out after a forced range into a hand-out of its own, so that it causes no finding later. */
    private void startAt(long page) {
        for (;;) {
            short cell = cell(page);
            int state = Cell.state(cell);
            if (!Cell.continuesHandOut(state) || replace(page, cell, Cell.of(state | Cell.S))) {
                return;
            }
        }
    }

    /** The end of the pages from a page on that are in the same state (claimed, held, known); at most {@code end}. */
    public long endOfSameState(long page, long end) {
        int state = claims(page);
        long same = page + 1;
        while (same < end && claims(same) == state) {
            same++;
        }
        return Math.min(same, end);
    }

    /** The state of a page without mark and without S, which counts only in the pattern for unknown. */
    private int claims(long page) {
        int state = state(page) & ~Cell.M;
        return Cell.isUnknown(state) ? state : state & ~Cell.S;
    }

    /** The page after the hand-out that a page belongs to. */
    public long endOfHandOut(long page) {
        long end = page + 1;
        while (end < pages() && continuesAt(end)) {
            end++;
        }
        return Math.min(end, pages());
    }

    /** The first page of the hand-out that a page belongs to; the page itself if it is not held. */
    public long startOf(long page) {
        long start = page;
        while (start > 0 && continuesAt(start) && isHeld(start - 1)) {
            start--;
        }
        return start;
    }
}

package io.pageconsistency.bitmap;

import java.lang.invoke.VarHandle;
import java.util.Arrays;

import io.pageconsistency.Operation;

/**
 * The states of all pages of one region, and the four operations on runs of them.
 *
 * <p>A healthy operation compares each cell with the one constant that it expects and stores another. It is atomic where two
 * threads can race, and nowhere else:
 *
 * <ul>
 *   <li>A take-back decides between two holders who free at the same moment, so it begins with a compare-and-set on the
 *       first cell of the hand-out. Who wins is alone with the others.
 *   <li>A pool that claims does so under a lock of its own, and a hand-out follows a claim on the same thread, or comes out of
 *       a cache through which it was handed over: a release store is exact there. What a pool claims or hands out twice all
 *       the same shows at the second claim, or at the latest at the second take-back.
 *   <li>A pool that does not claim may hand out under a lock of its own, or on the one thread that has the region: a release store
 *       is exact there, too. If it has no lock, its hand-outs are compare-and-sets.
 * </ul>
 *
 * <p>Where something is not as expected, each cell is looked at and judged by {@link CellRules}. What is wrong is looked at
 * again after a full fence before it counts: what is right then was handed from one thread to another without
 * synchronisation, and only this thread had not seen it yet ({@link Finding#SEEN_LATE}). On this path every update is a
 * compare-and-set.
 *
 * <p>An operation returns {@link Finding#NONE} or a packed {@link Finding}; with a finding other than {@link Finding#SEEN_LATE}
 * nothing has changed, and the caller decides whether to {@linkplain #force force} it.
 *
 * <p>Thread-safe, lock-free. Allocates only where an operation over several pages meets one that is not as usual.
 */
public final class PageMap extends Cells {
    /** The most pages a map can have: those of 8 KiB that fill any address space. */
    static final long MAX_PAGES = 1L << 53;
    /** More pages than these are compared and filled as arrays, eight bytes and more at a time. */
    private static final int FEW = 8;

    private static final short RELEASED = Cell.of(Cell.K);
    private static final short CLAIMED = Cell.of(Cell.R | Cell.K);
    /** Long runs of one cell, to compare with. */
    private static final int PATTERN = 512;
    private static final short[] ALL_RELEASED = pattern(RELEASED);
    private static final short[] ALL_CLAIMED = pattern(CLAIMED);
    private static final short[] ALL_HELD = pattern(Cell.of(Cell.R | Cell.H | Cell.K));
    private static final short[] ALL_HELD_UNCLAIMED = pattern(Cell.of(CellRules.usual(Operation.TAKE_BACK, false, false)));

    private final boolean reserves;
    /** Whether two hand-outs may be made at the same moment. */
    private final boolean handOutsRace;
    /** What a hand-out expects of its pages, and what it makes of the first one and of the others. */
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
     * @param handOutsRace whether two threads may hand out at the same moment; false where each hand-out happens before the next one
     * @param known whether the region is new: its pages were never allocated; otherwise they are unknown
     */
    public PageMap(long pages, boolean reserves, boolean handOutsRace, boolean known) {
        super(checked(pages), Cell.of(known ? Cell.NEVER : Cell.UNKNOWN));
        this.reserves = reserves;
        this.handOutsRace = handOutsRace;
        free = reserves ? CLAIMED : RELEASED;
        inner = Cell.of(CellRules.usual(Operation.TAKE_BACK, reserves, false));
        start = Cell.of(CellRules.usual(Operation.TAKE_BACK, reserves, true));
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

    /** Whether the hand-out that holds the page before goes on with this one. */
    public boolean goesOnWith(long page) {
        return Cell.goesOn(state(page));
    }

    // The healthy operations. Each is one call that makes no further ones but to the array: pools are up to twelve calls deep
    // where they meet the ledger, and the compiler follows fifteen. Each returns false when something is not as usual; then
    // nothing has happened.

    /** Pages are claimed that were released; the pool's lock is held. */
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

    /** Pages are released that are claimed, and nobody holds; the pool's lock is held. */
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

    /** Pages are handed out that nobody holds; claimed ones where the pool claims. */
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

    /** The pages after the first of a hand-out beside which others may be; of two that overlap one takes back what it has. */
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

    /** Pages are taken back that are exactly one hand-out. */
    public boolean fastTakeBack(long first, long count) {
        short[] all = cells;
        int at = (int) first;
        if (first < 0 || count <= 0 || first > all.length - count || (short) CELL.getAcquire(all, at) != start) {
            return false;
        }
        int end = at + (int) count;
        // A page that goes on after the last one belongs to the hand-out that holds it, so nobody else changes it while that
        // hand-out is ours, and looking at it apart is safe.
        if (end < all.length ? Cell.mayGoOn((short) CELL.getAcquire(all, end)) : end < length()) {
            return false;
        }
        if (count == 1) {
            return CELL.compareAndSet(all, at, start, free);
        }
        return all(all, at + 1, end, inner, allInner) && CELL.compareAndSet(all, at, start, free)
                && fill(all, at + 1, end, free);
    }

    /** Whether all cells of a range are one; plain reads of what belongs to the caller. */
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

    /** Stores one cell in a range that belongs to the caller, and is true. */
    private static boolean fill(short[] cells, int from, int end, short cell) {
        if (end - from <= FEW) {
            for (int i = from; i < end; i++) {
                CELL.setRelease(cells, i, cell);
            }
        } else {
            CELL.setRelease(cells, from, cell);
            Arrays.fill(cells, from + 1, end, cell);
            // The fill is plain: nothing that comes after may be seen before it.
            VarHandle.releaseFence();
        }
        return true;
    }

    /** The allocator claims pages: none may be claimed. */
    public long reserve(long first, long count) {
        return fastReserve(first, count) ? Finding.NONE : careful(Operation.RESERVE, first, count);
    }

    /** The allocator returns pages: all must be claimed and none held. */
    public long release(long first, long count) {
        return fastRelease(first, count) ? Finding.NONE : careful(Operation.RELEASE, first, count);
    }

    /** Pages cross to a user: all must be claimed, where the pool claims at all, and none held. */
    public long handOut(long first, long count) {
        return fastHandOut(first, count) ? Finding.NONE : careful(Operation.HAND_OUT, first, count);
    }

    /** Pages cross back: they must be exactly what one hand-out gave. */
    public long takeBack(long first, long count) {
        return fastTakeBack(first, count) ? Finding.NONE : careful(Operation.TAKE_BACK, first, count);
    }

    /** An operation on pages in whatever state they are; also to begin again after damage that was repaired. */
    long careful(Operation operation, long first, long count) {
        if (outside(first, count)) {
            return (operation == Operation.RELEASE || operation == Operation.TAKE_BACK
                    ? Finding.OUTSIDE_FREED : Finding.OUTSIDE).at(first);
        }
        long finding = tried(operation, first, count);
        return finding == Finding.NONE ? Finding.NONE : again(operation, first, count, finding);
    }

    private long tried(Operation operation, long first, long count) {
        long finding = look(operation, first, count);
        return finding == Finding.NONE ? change(operation, first, count) : finding;
    }

    /** What was found is looked at again, by a thread that has seen all that others have done before. */
    long again(Operation operation, long first, long count, long finding) {
        if (Finding.of(finding) == Finding.CORRUPTED) {
            return finding;
        }
        VarHandle.fullFence();
        long now = tried(operation, first, count);
        return now == Finding.NONE ? Finding.SEEN_LATE.at(Finding.place(finding)) : now;
    }

    /** What is gravest about some pages; damage only if nothing else comes before it. */
    private long look(Operation operation, long first, long count) {
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

    /** A finding when a hand-out goes on after its supposed end. */
    private long onlyAPart(long end) {
        // The last page unknown: what stands after it may be the end of a hand-out that began before we looked.
        return end < pages() && isHeld(end - 1) && goesOnWith(end) ? Finding.ONLY_A_PART.at(end - 1) : Finding.NONE;
    }

    /** Changes pages that were found right; with a finding, because another thread was faster, all are as before. */
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

    /** Takes a hand-out back that was judged good; what it learned of pages that were unknown stays. */
    public void undoHandOut(long first, long count) {
        if (!outside(first, count)) {
            undo(Operation.HAND_OUT, first, count, null);
        }
    }

    /**
     * Makes the pages of an operation look as before it, but for those that others have changed since.
     *
     * @param before their states, or null when they were as usual
     */
    private void undo(Operation operation, long first, long count, byte[] before) {
        for (long page = first; page < first + count; page++) {
            boolean leads = page == first;
            int was = before == null ? CellRules.usual(operation, reserves, leads) : before[(int) (page - first)] & ~Cell.M;
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
     * Makes the pages look as the operation leaves them, whatever they were: after a finding the ledger follows the pool,
     * which does what it does. What lies outside the region is left out.
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

    /** What is left of a hand-out after a forced range is one of its own from here on, so that it accuses nobody later. */
    private void startAt(long page) {
        for (;;) {
            short cell = cell(page);
            int state = Cell.state(cell);
            if (!Cell.goesOn(state) || replace(page, cell, Cell.of(state | Cell.S))) {
                return;
            }
        }
    }

    /** The page after the last one, before {@code end}, that is claimed, held and known as a page is. */
    public long sameFrom(long page, long end) {
        int state = claims(page);
        long same = page + 1;
        while (same < end && claims(same) == state) {
            same++;
        }
        return Math.min(same, end);
    }

    /** A state without where hand-outs begin; that bit counts only where it says that the page is unknown. */
    private int claims(long page) {
        int state = state(page) & ~Cell.M;
        return Cell.isUnknown(state) ? state : state & ~Cell.S;
    }

    /** The page after the hand-out that begins at a page, or goes on there. */
    public long endFrom(long page) {
        long end = page + 1;
        while (end < pages() && goesOnWith(end)) {
            end++;
        }
        return Math.min(end, pages());
    }

    /** The first page of the hand-out a page belongs to; the page itself when it is not held. */
    public long startOf(long page) {
        long start = page;
        while (start > 0 && goesOnWith(start) && isHeld(start - 1)) {
            start--;
        }
        return start;
    }
}

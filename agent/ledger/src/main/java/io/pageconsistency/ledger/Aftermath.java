package io.pageconsistency.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.Violation;

/**
 * The units that an operation at fault is wrong about: what accounts for that, and what the operation leaves of them.
 *
 * <p>Looked at before the record follows the operation. Confined to one judgement, in which the region's monitor is held, so that
 * of two findings about the same memory one comes after the other.
 */
final class Aftermath {
    /** So many parts of memory are told apart; what lies behind them counts as the last of them. */
    private static final int MOST = Contested.MOST;

    /**
     * Units of the same state.
     *
     * @param leaves whether the operation leaves something of them
     */
    private record Part(long first, long end, int state, boolean leaves) {
    }

    private final Operation operation;
    private final Region region;
    private final boolean ofPages;
    private final List<Part> parts = new ArrayList<>(1);
    private boolean follows = true;
    /** What remains of a hand-out of which a part was given back. */
    private long restFrom;
    private long restTo;

    private Aftermath(Operation operation, Region region, boolean ofPages) {
        this.operation = operation;
        this.region = region;
        this.ofPages = ofPages;
    }

    /** Of an operation that is right about the states of its units. */
    static Aftermath none(Operation operation, Region region) {
        return new Aftermath(operation, region, true);
    }

    /** Of an operation on pages, of which this was found. */
    static Aftermath ofPages(Operation operation, Region region, long page, long count, Finding finding) {
        Aftermath aftermath = new Aftermath(operation, region, true);
        long first = Math.max(0, page);
        long end = page > region.pageCount() - count ? region.pageCount() : page + count;
        boolean again = finding == Finding.ALREADY_FREE || finding == Finding.NEVER_ALLOCATED;
        // What begins where it should is right, when it is something else that is wrong.
        long right = again && region.isStart(page) ? region.pages.endFrom(page) : first;
        for (long at = first; at < end;) {
            long to = region.pages.sameFrom(at, at < right ? Math.min(right, end) : end);
            aftermath.add(at, to, stateOf(region, at) | (at < right ? 0 : Residue.OTHERS));
            at = to;
        }
        if (finding == Finding.ONLY_A_PART && end < region.pageCount() && region.pages.goesOnWith(end)) {
            aftermath.restFrom = end;
            aftermath.restTo = region.pages.endFrom(end);
        }
        aftermath.unlessAny(first, end, finding);
        return aftermath;
    }

    /** It was wrong when it was looked at, and is not any more: who has got or given back the memory since was right. */
    private void unlessAny(long first, long end, Finding finding) {
        if (!parts.isEmpty() || first >= end) {
            return;
        }
        switch (finding) {
            case ALREADY_FREE, NEVER_ALLOCATED -> {
                follows = false;
                parts.add(new Part(first, end, operation == Operation.RELEASE ? 0 : Residue.CLAIMED, true));
            }
            case ALREADY_CLAIMED, ALREADY_HELD, STILL_HELD -> parts.add(new Part(first, end, Residue.CLAIMED, false));
            case UNCLAIMED -> parts.add(new Part(first, end, 0, false));
            default -> { }
        }
    }

    /** Of a hand-out of a whole run of which somebody holds slots. */
    static Aftermath ofHeldRun(Region region, long page, long count) {
        Aftermath aftermath = new Aftermath(Operation.HAND_OUT, region, true);
        aftermath.add(page, page + count, Residue.CLAIMED | Residue.HELD);
        return aftermath;
    }

    private static int stateOf(Region region, long page) {
        if (region.pages.isUnknown(page)) {
            return Residue.UNKNOWN;
        }
        return (!region.reserves() || region.pages.isReserved(page) ? Residue.CLAIMED : 0)
                | (region.pages.isHeld(page) ? Residue.HELD : 0);
    }

    /** Of an operation on a slot, of which this was found. */
    static Aftermath ofSlot(Operation operation, Region region, long page, SlotMap map, int slot, Finding finding) {
        Aftermath aftermath = new Aftermath(operation, region, false);
        if (slot >= 0 && slot < map.slots()) {
            long unit = Judge.unit(page, slot);
            aftermath.add(unit, unit + 1, stateOf(map, slot));
            aftermath.unlessAny(unit, unit + 1, finding);
        }
        return aftermath;
    }

    /** Of an operation on anything that is called by one unit, and is not a page. */
    static Aftermath ofUnit(Operation operation, Region region, long unit, int state) {
        Aftermath aftermath = new Aftermath(operation, region, false);
        aftermath.add(unit, unit + 1, state);
        return aftermath;
    }

    private static int stateOf(SlotMap map, int slot) {
        return (map.isReserved(slot) ? Residue.CLAIMED : 0) | (map.isHeld(slot) ? Residue.HELD : 0);
    }

    /** Of the end of all slots of a run. */
    static Aftermath ofSlots(Region region, long page, SlotMap map) {
        Aftermath aftermath = new Aftermath(Operation.CLOSE, region, false);
        for (int slot = 0; slot < map.slots(); slot++) {
            aftermath.add(Judge.unit(page, slot), Judge.unit(page, slot) + 1, stateOf(map, slot));
        }
        return aftermath;
    }

    /** Of the end of what is handed out off the grid of pages. */
    static Aftermath ofExact(Region region) {
        Aftermath aftermath = new Aftermath(Operation.CLOSE, region, false);
        ExactExtents exact = region.exact;
        if (exact != null) {
            exact.starts().forEach(start -> {
                long unit = ExactExtents.unit(region, start);
                aftermath.add(unit, unit + 1, Residue.HELD);
            });
        }
        return aftermath;
    }

    /** Of the end of a region: what is claimed in it, and what is held. */
    static Aftermath ofClose(Region region) {
        Aftermath aftermath = new Aftermath(Operation.CLOSE, region, true);
        for (long at = 0; at < region.pageCount();) {
            long to = region.pages.sameFrom(at, region.pageCount());
            int state = stateOf(region, at);
            if (region.reserves() || (state & Residue.HELD) != 0) {
                aftermath.add(at, to, state);
            }
            at = to;
        }
        return aftermath;
    }

    private void add(long first, long end, int state) {
        if (!Residue.isWrong(operation, state)) {
            return;
        }
        Part last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
        if (last != null && ((last.end == first && last.state == state || parts.size() == MOST))) {
            parts.set(parts.size() - 1, new Part(last.first, end, last.state, true));
        } else {
            parts.add(new Part(first, end, state, true));
        }
    }

    /** Whether the record is to follow the operation. */
    boolean follows() {
        return follows;
    }

    private Contested contested() {
        return ofPages ? region.contestedPages : region.contestedSlots;
    }

    /**
     * The violation that accounts for all that is wrong, or 0. Memory of which nothing is left accounts for nothing, however near
     * it lies.
     *
     * @param call the call at fault, asked for only where it matters
     */
    int cause(Supplier<StackTraceElement> call) {
        int cause = 0;
        Contested contested = contested();
        for (Part part : parts) {
            int of = contested == null ? 0 : contested.cause(part.first, part.end, left -> accounts(left, call));
            of = of == 0 ? causeBeside(part) : of;
            if (of == 0) {
                return 0;
            }
            cause = cause == 0 ? of : Math.min(cause, of);
        }
        return cause;
    }

    /** Who gives memory back may be at fault, so that another call is another fault. Who is given it is not. */
    private boolean accounts(Residue left, Supplier<StackTraceElement> call) {
        return left.accountsFor(operation) || left.isRepeatedBy(operation)
                && (operation != Operation.TAKE_BACK || Objects.equals(call.get(), left.last().frame()));
    }

    /** What is wrong with a slot may be its run's fault, and the other way round. */
    private int causeBeside(Part part) {
        if (!ofPages) {
            if (!region.reserves()) {
                return 0;
            }
            // A run that was claimed twice is cut twice.
            long page = Judge.pageOf(part.first);
            return region.contestedPages == null ? 0
                    : region.contestedPages.anyCause(page, page + 1, left -> left.pooled() > 0);
        }
        // A slot that was released once too often has the pool take the whole run for free, and return that twice.
        return operation != Operation.RELEASE || region.contestedSlots == null || (part.state & Residue.CLAIMED) != 0 ? 0
                : region.contestedSlots.anyCause(Judge.unit(part.first, Extent.NO_SLOT), Judge.unit(part.end, Extent.NO_SLOT),
                        left -> left.pooled() + left.listed() > 0);
    }

    /**
     * The violation that accounts for the end of a region: all that is held will be given back by nobody because of it; or because
     * of it the pool counts as free as many pages as it has claimed, and takes the region for empty.
     */
    int causeOfEnd() {
        Contested pages = region.contestedPages;
        if (pages == null) {
            return 0;
        }
        long end = region.pageCount();
        if (region.reserves() && pages.sum(0, end, Residue::listed) >= region.pagesReserved()) {
            return pages.anyCause(0, end, left -> left.listed() > 0);
        }
        int cause = 0;
        for (Part part : parts) {
            int of = pages.cause(part.first, part.end, Residue::rest);
            if (of == 0) {
                return 0;
            }
            cause = cause == 0 ? of : Math.min(cause, of);
        }
        return cause;
    }

    /**
     * The violation because of which a pool that counts what comes back takes a region for empty: at least as much came back without
     * being held as is held.
     */
    static int causeOfEmptiness(Region region) {
        if (surplus(region.contestedPages) + surplus(region.contestedSlots) < region.handOutsHeld()) {
            return 0;
        }
        int cause = causeOfSurplus(region.contestedPages);
        return cause != 0 ? cause : causeOfSurplus(region.contestedSlots);
    }

    private static long surplus(Contested contested) {
        return contested == null ? 0 : contested.sum(0, Long.MAX_VALUE, Residue::pooled);
    }

    private static int causeOfSurplus(Contested contested) {
        return contested == null ? 0 : contested.anyCause(0, Long.MAX_VALUE, left -> left.pooled() > 0);
    }

    /** The violation because of which the pool takes a run for empty of which slots are claimed. */
    int causeOfSlotsEnd(long page, long pages, long claimed) {
        long first = Judge.unit(page, Extent.NO_SLOT);
        long end = Judge.unit(page + pages, Extent.NO_SLOT);
        if (region.contestedSlots != null
                && region.contestedSlots.sum(first, end, left -> left.pooled() + left.listed()) >= claimed) {
            return region.contestedSlots.anyCause(first, end, left -> left.pooled() + left.listed() > 0);
        }
        return region.contestedPages == null ? 0
                : region.contestedPages.anyCause(page, page + pages, left -> left.pooled() > 0);
    }

    /**
     * Notes what is left by an operation that takes place.
     *
     * @param finding counts the findings of the region
     */
    void leave(Violation violation, int finding) {
        Residue.Last last = Residue.Last.of(operation, finding,
                operation == Operation.TAKE_BACK ? violation.guiltyFrame() : null);
        for (Part part : parts) {
            if (part.leaves) {
                toContest().change(part.first, part.end,
                        left -> left.after(operation, part.state).from(violation.cause(), last));
            }
        }
        if (restFrom < restTo) {
            toContest().change(restFrom, restTo, left -> left.afterPart().from(violation.cause(), last));
        }
    }

    /** Notes what is left by an operation that is refused: nothing, unless the pool has done its part before. */
    void leaveRefused(Violation violation, int finding) {
        for (Part part : region.isApart() ? List.<Part>of() : parts) {
            toContest().change(part.first, part.end, left -> left.afterRefused(operation, part.state, violation.cause(), finding));
        }
    }

    /** Has the memory carry a violation that could not be refused. */
    void carry(Violation violation) {
        for (Part part : parts) {
            toContest().carry(part.first, part.end, violation);
        }
    }

    private Contested toContest() {
        return ofPages ? region.contestPages() : region.contestSlots();
    }
}

package io.pageconsistency.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import io.pageconsistency.Operation;
import io.pageconsistency.Violation;
import io.pageconsistency.bitmap.ByteExtents;
import io.pageconsistency.bitmap.Finding;
import io.pageconsistency.region.Contested;
import io.pageconsistency.region.Contests;
import io.pageconsistency.region.Region;
import io.pageconsistency.region.Residue;

/**
 * The memory that an operation at fault is wrong about: what accounts for that, and what the operation leaves of it.
 *
 * <p>Looked at before the record follows the operation. Confined to one judgement, in which the region's monitor is held, so that
 * of two findings about the same memory one comes after the other.
 */
public final class Aftermath {
    /** So many parts of memory are told apart; what lies after them counts as the last of them. */
    private static final int MOST = Contested.MOST;

    /**
     * Memory of the same state, by place.
     *
     * @param leaves whether the operation leaves something of it
     */
    private record Part(long first, long end, int state, boolean leaves) {
    }

    private final Operation operation;
    private final Region region;
    private final boolean ofPieces;
    private final List<Part> parts = new ArrayList<>(1);
    private boolean follows = true;
    /** What remains of a hand-out of which a part was given back. */
    private long restFrom;
    private long restTo;
    /** Of other memory that is in the way, and may account for the same; or null. */
    private Aftermath beside;

    /** Of an operation that is right about the states of its memory, so far. */
    public Aftermath(Operation operation, Region region, boolean ofPieces) {
        this.operation = operation;
        this.region = region;
        this.ofPieces = ofPieces;
    }

    /** Of the end of a region: what is claimed of its pages, and what is held. */
    static Aftermath ofClose(Region region) {
        Aftermath aftermath = new Aftermath(Operation.CLOSE, region, false);
        for (long at = 0; at < region.pageCount();) {
            long to = region.pages.endOfSameState(at, region.pageCount());
            int state = Pages.stateOf(region, at);
            // Where a pool does not claim, only what is held keeps it from ending.
            if (region.reserves() || (state & Residue.HELD) != 0) {
                aftermath.add(region.placeOf(at), region.placeOf(to), state);
            }
            at = to;
        }
        return aftermath;
    }

    /** Of the end of what is handed out of a region byte by byte. */
    static Aftermath ofBytes(Region region) {
        Aftermath aftermath = new Aftermath(Operation.CLOSE, region, true);
        ByteExtents bytes = region.bytes();
        if (bytes != null) {
            bytes.starts().forEach(start -> aftermath.add(start, start + 1, Residue.HELD));
        }
        return aftermath;
    }

    /** Adds some memory, if the operation is wrong about its state. */
    void add(long first, long end, int state) {
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

    /** If nothing is wrong: it was when it was looked at, and who has got or given back the memory since was right. */
    void unlessAny(long first, long end, Finding finding) {
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

    /** Of the hand-out of which a part was given back this remains. */
    void rest(long from, long to) {
        restFrom = from;
        restTo = to;
    }

    /** What is wrong may as well be accounted for by what was left of other memory. */
    Aftermath beside(Aftermath other) {
        beside = other;
        return this;
    }

    /** Whether the record is to follow the operation. */
    boolean follows() {
        return follows;
    }

    private Contested contested(boolean pieces) {
        Contests contests = region.contests();
        return contests == null ? null : pieces ? contests.pieces : contests.pages;
    }

    /**
     * The violation that accounts for all that is wrong, or 0. Memory of which nothing is left accounts for nothing, however near
     * it lies.
     *
     * @param call the call at fault, asked for only where it matters
     */
    int cause(Supplier<StackTraceElement> call) {
        int cause = ofParts(call);
        return cause == 0 && beside != null ? beside.cause(call) : cause;
    }

    private int ofParts(Supplier<StackTraceElement> call) {
        int cause = 0;
        Contested contested = contested(ofPieces);
        for (Part part : parts) {
            int of = contested == null ? 0 : contested.cause(part.first, part.end, left -> accounts(left, call));
            of = of == 0 ? causeInOtherLayer(part) : of;
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

    /** What is wrong with a piece may be its run's fault, and the other way round. */
    private int causeInOtherLayer(Part part) {
        Contested other = contested(!ofPieces);
        if (other == null || !region.reserves()) {
            return 0;
        }
        if (ofPieces) {
            // A run that was claimed twice is cut twice.
            return other.anyCause(part.first, part.end, left -> left.pooled() > 0);
        }
        // A slot that was released once too often has the pool take the whole run for free, and return that twice.
        return operation != Operation.RELEASE || (part.state & Residue.CLAIMED) != 0 ? 0
                : other.anyCause(part.first, part.end, left -> left.pooled() + left.listed() > 0);
    }

    /**
     * The violation that accounts for the end of a region: all that is held will be given back by nobody because of it; or because
     * of it the pool counts as free as many pages as it has claimed, and takes the region for empty.
     */
    int causeOfEnd() {
        Contested pages = contested(false);
        if (pages == null) {
            return 0;
        }
        long first = region.placeOf(0);
        long end = region.placeOf(region.pageCount());
        if (region.reserves() && pages.sum(first, end, Residue::listed) >= region.pagesReserved() * region.pageSize()) {
            return pages.anyCause(first, end, left -> left.listed() > 0);
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
     * The violation because of which a pool that counts what comes back takes a region for empty: at least as much came back
     * without being held as is held.
     */
    public static int causeOfEmptiness(Region region) {
        Contests contests = region.contests();
        // Of bytes that were handed out only the first is contested, so that each hand-out counts as one.
        if (contests == null || duplicateFrees(contests.pages) / region.pageSize() + duplicateFrees(contests.pieces) < region.handOutsHeld()) {
            return 0;
        }
        int cause = causeOfDuplicateFrees(contests.pages);
        return cause != 0 ? cause : causeOfDuplicateFrees(contests.pieces);
    }

    private static long duplicateFrees(Contested contested) {
        return contested.sum(Long.MIN_VALUE, Long.MAX_VALUE, Residue::pooled);
    }

    private static int causeOfDuplicateFrees(Contested contested) {
        return contested.anyCause(Long.MIN_VALUE, Long.MAX_VALUE, left -> left.pooled() > 0);
    }

    /** The violation because of which the pool takes a run for empty of which slots are claimed. */
    int causeOfSlotsEnd(Slots run, long claimed) {
        long first = region.placeOf(run.page());
        long end = region.placeOf(run.page() + run.map().runPages());
        Contested pieces = contested(true);
        Contested pages = contested(false);
        if (pieces != null && pieces.sum(first, end, left -> left.pooled() + left.listed()) >= claimed * run.map().slotSize()) {
            return pieces.anyCause(first, end, left -> left.pooled() + left.listed() > 0);
        }
        return pages == null ? 0 : pages.anyCause(first, end, left -> left.pooled() > 0);
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
        for (Part part : region.refusesWhole() ? List.<Part>of() : parts) {
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
        Contests contests = region.contest();
        return ofPieces ? contests.pieces : contests.pages;
    }
}

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
 * The memory about which a faulty operation is wrong: finds the earlier violation that explains it, and notes the consequences of
 * this one.
 *
 * <p>Built before the record follows the operation. Belongs to one judgement, during which the region's monitor is held, so that
 * two findings about the same memory are judged one after the other.
 */
public final class Aftermath {
    /** The largest number of separate parts; further memory is merged into the last part. */
    private static final int MOST = Contested.MOST;

    /**
     * A range of memory in one state, by place.
     *
     * @param leaves whether the operation leaves a residue there
     */
    private record Part(long first, long end, int state, boolean leaves) {
    }

    private final Operation operation;
    private final Region region;
    private final boolean ofPieces;
    private final List<Part> parts = new ArrayList<>(1);
    private boolean follows = true;
    /** The rest of a hand-out of which only a part was given back. */
    private long restFrom;
    private long restTo;
    /** The aftermath of other memory that is in the way and may explain the finding, too; or null. */
    private Aftermath beside;

    /** Begins without any memory: so far nothing is wrong. */
    public Aftermath(Operation operation, Region region, boolean ofPieces) {
        this.operation = operation;
        this.region = region;
        this.ofPieces = ofPieces;
    }

    /** The aftermath of closing a region: its claimed and held pages. */
    static Aftermath ofClose(Region region) {
        Aftermath aftermath = new Aftermath(Operation.CLOSE, region, false);
        for (long at = 0; at < region.pageCount();) {
            long to = region.pages.endOfSameState(at, region.pageCount());
            int state = Pages.stateOf(region, at);
            // In a pool that does not claim memory, only held pages are wrong.
            if (region.reserves() || (state & Residue.HELD) != 0) {
                aftermath.add(region.placeOf(at), region.placeOf(to), state);
            }
            at = to;
        }
        return aftermath;
    }

    /** The aftermath of closing a region with byte extents. */
    static Aftermath ofBytes(Region region) {
        Aftermath aftermath = new Aftermath(Operation.CLOSE, region, true);
        ByteExtents bytes = region.bytes();
        if (bytes != null) {
            bytes.starts().forEach(start -> aftermath.add(start, start + 1, Residue.HELD));
        }
        return aftermath;
    }

    /** Adds some memory if the operation contradicts its state. */
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

    /**
     * Adds the memory if nothing was wrong by now: it was wrong at the first look, and another thread's healthy operation came
     * between.
     */
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

    /** Sets the rest of a hand-out of which only a part was given back. */
    void rest(long from, long to) {
        restFrom = from;
        restTo = to;
    }

    /** Adds the aftermath of other memory that may explain the finding, too. */
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
     * The violation that explains all that is wrong, or 0. Only the residues of this very memory count, not those of its
     * neighbours.
     *
     * @param call supplies the call at fault; called only if it matters
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

    /** For a take-back the call is compared, too: another call is another fault. A party that is handed memory is not at fault. */
    private boolean accounts(Residue left, Supplier<StackTraceElement> call) {
        return left.accountsFor(operation) || left.isRepeatedBy(operation)
                && (operation != Operation.TAKE_BACK || Objects.equals(call.get(), left.last().frame()));
    }

    /** A fault of a slot may explain a finding about its run, and the other way round. */
    private int causeInOtherLayer(Part part) {
        Contested other = contested(!ofPieces);
        if (other == null || !region.reserves()) {
            return 0;
        }
        if (ofPieces) {
            // A run that was claimed twice is cut twice.
            return other.anyCause(part.first, part.end, left -> left.pooled() > 0);
        }
        // After a double free of a slot, the pool may believe that the whole run is free, and free the run twice.
        return operation != Operation.RELEASE || (part.state & Residue.CLAIMED) != 0 ? 0
                : other.anyCause(part.first, part.end, left -> left.pooled() + left.listed() > 0);
    }

    /**
     * The violation that explains why a region is closed in use: because of it, the held memory will never be given back, or the
     * pool counts at least as many pages as free as it has claimed, and believes that the region is empty.
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
     * The violation that explains why a pool that counts take-backs believes that a region is empty: at least as much memory was
     * freed twice as is still held.
     */
    public static int causeOfEmptiness(Region region) {
        Contests contests = region.contests();
        // Only the first byte of a byte extent is contested, so each hand-out counts as one.
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

    /** The violation that explains why the pool frees a run of which slots are still claimed. */
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
     * Notes the residues of an operation that takes place.
     *
     * @param finding the number of the finding in its region
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

    /** Notes the residues of an operation that is refused: none, unless the pool has done its part already. */
    void leaveRefused(Violation violation, int finding) {
        for (Part part : region.refusesWhole() ? List.<Part>of() : parts) {
            toContest().change(part.first, part.end, left -> left.afterRefused(operation, part.state, violation.cause(), finding));
        }
    }

    /** Attaches a violation that could not be refused to its memory. */
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

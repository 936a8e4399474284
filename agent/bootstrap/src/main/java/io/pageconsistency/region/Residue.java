package io.pageconsistency.region;

import io.pageconsistency.Operation;
import io.pageconsistency.Violation;

/**
 * What a fault has left of some units of memory, and which later findings that accounts for.
 *
 * <p>A fault leaves the pool, or its users, with a belief that differs from the record, which follows what the pool does. Each
 * belief accounts for one kind of finding, once: then it has turned into another, or it is used up.
 *
 * <p>Immutable.
 *
 * @param cause the violation with which it began
 * @param pooled how many times more than there is the pool has the memory at hand: in a cache, or claimed to be given out
 * @param listed how many times more than there is the pool has it among what may be claimed
 * @param holders how many more believe that they hold it than the record shows
 * @param rest whether nobody will give it back, although it is held: what was given back was wrong, and went no further
 * @param last the last finding about it
 * @param carried a violation that is yet to be thrown, or null
 */
public record Residue(int cause, int pooled, int listed, int holders, boolean rest, Last last, Violation carried) {
    /** The allocator has claimed a unit. Where a pool does not claim, every unit counts as claimed. */
    public static final int CLAIMED = 1;
    /** Somebody holds a unit. */
    public static final int HELD = 1 << 1;
    /** Nothing is known of a unit. */
    public static final int UNKNOWN = 1 << 2;
    /** A unit is held by somebody other than who gives it back, as far as the finding tells. */
    public static final int OTHERS = 1 << 3;

    /** At the second hand-out by the rules after a finding it is clear that who might still have held the memory does not. */
    private static final int ENOUGH_LIVES = 2;

    /**
     * The last finding.
     *
     * @param number counts the findings of the region
     * @param frame the call at fault; null where that is not known
     * @param untouched whether nothing has happened to the memory since
     * @param out whether the memory is given out, as far as one knows
     * @param lives how often it was given out since, by the rules
     */
    public record Last(Operation operation, int number, StackTraceElement frame, boolean untouched, boolean out, int lives) {
        public static Last of(Operation operation, int number, StackTraceElement frame) {
            return new Last(operation, number, frame, true, gives(operation), 0);
        }

        private Last then(Operation next) {
            boolean gives = gives(next);
            return new Last(operation, number, null, false, gives, gives && !out ? lives + 1 : lives);
        }
    }

    private static boolean gives(Operation operation) {
        return operation == Operation.RESERVE || operation == Operation.HAND_OUT;
    }

    /** Nothing, so far. */
    static Residue none() {
        return new Residue(0, 0, 0, 0, false, null, null);
    }

    /** Whether an operation contradicts the state of a unit. */
    public static boolean isWrong(Operation operation, int state) {
        if ((state & UNKNOWN) != 0) {
            return false;
        }
        boolean claimed = (state & CLAIMED) != 0;
        boolean held = (state & HELD) != 0;
        return switch (operation) {
            case RESERVE -> claimed || held;
            case RELEASE, HAND_OUT -> !claimed || held;
            case TAKE_BACK -> !held || (state & OTHERS) != 0;
            // The pool's own books say otherwise.
            case SCAN -> true;
            default -> claimed || held;
        };
    }

    /** Whether a wrong operation is a consequence of what there is. */
    public boolean accountsFor(Operation operation) {
        return count(operation) > 0;
    }

    private int count(Operation operation) {
        return switch (operation) {
            case RESERVE -> listed;
            case RELEASE, HAND_OUT -> pooled;
            case TAKE_BACK -> holders;
            case SCAN -> pooled + listed + holders;
            default -> 0;
        };
    }

    /** Whether just this was found last, and nothing has happened to the memory since. Whose call it was is not asked. */
    public boolean isRepeatedBy(Operation operation) {
        return last != null && last.untouched && last.operation == operation;
    }

    /** What there is after an operation that contradicted the state of a unit, and took place. */
    public Residue after(Operation operation, int state) {
        int used = Math.min(1, count(operation));
        boolean claimed = (state & CLAIMED) != 0;
        boolean held = (state & HELD) != 0;
        return switch (operation) {
            case RESERVE -> with(held ? 0 : 1, -used, held ? 1 : 0);
            case RELEASE, HAND_OUT -> with(-used, claimed ? 0 : 1, claimed ? 1 : 0);
            case TAKE_BACK -> held ? with(0, 0, 1 - used) : with(1, 0, -used);
            case SCAN -> claimed ? with(0, 1 - Math.min(1, listed), 0) : with(1 - Math.min(1, pooled), 0, 0);
            default -> held ? with(0, 0, 1) : with(1, 0, 0);
        };
    }

    /**
     * What there is after an operation that contradicted the state of a unit and was refused, where the pool had done its part
     * before: what it was to give out stays claimed, and what it was to take back stays held.
     */
    public Residue afterRefused(Operation operation, int state, int violation, int finding) {
        if (operation == Operation.HAND_OUT) {
            return with(-Math.min(1, pooled), 0, 0);
        }
        return (state & HELD) == 0 ? this : asRest().from(violation, Last.of(operation, finding, null).then(Operation.HAND_OUT));
    }

    private Residue with(int morePooled, int moreListed, int moreHolders) {
        return new Residue(cause, pooled + morePooled, listed + moreListed, holders + moreHolders, rest, last, carried);
    }

    public Residue from(int violation, Last finding) {
        return new Residue(violation, pooled, listed, holders, rest, finding, carried);
    }

    Residue carrying(Violation violation) {
        return new Residue(cause, pooled, listed, holders, rest, last, violation);
    }

    /** What there is of the rest of a hand-out of which a part was given back: whoever did that may not have been its holder. */
    public Residue afterPart() {
        return with(0, 0, 1).asRest();
    }

    Residue asRest() {
        return new Residue(cause, pooled, listed, holders, true, last, carried);
    }

    /** What there is after an operation by the rules. Who is given the memory afresh is not refused it for what was before. */
    Residue afterHealthy(Operation operation) {
        Last then = last.then(operation);
        boolean over = then.lives >= ENOUGH_LIVES;
        return new Residue(cause, pooled, listed, over ? 0 : holders, rest && gives(operation), then,
                then.lives > 0 ? null : carried);
    }

    /** What there is when the units begin anew: who believes that he holds one does so still, and a cache is as it was. */
    Residue renewed() {
        return new Residue(cause, pooled, 0, holders, false, last.then(last.operation), null);
    }

    /** Whether it still ends by operations by the rules. */
    boolean listens() {
        return holders > 0 || rest || carried != null || last != null && last.untouched;
    }

    /** Null if there is nothing. */
    Residue orNull() {
        return pooled > 0 || listed > 0 || listens() ? this : null;
    }
}

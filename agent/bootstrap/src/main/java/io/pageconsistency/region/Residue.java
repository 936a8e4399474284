package io.pageconsistency.region;

import io.pageconsistency.Operation;
import io.pageconsistency.Violation;

/**
 * The consequences that a fault may still have for some units of memory: the later findings that it explains.
 *
 * <p>After a fault the pool or its users may believe something that differs from the record. A double free, for example, leaves the
 * pool with one entry too many on its free list. Each such wrong belief explains one finding of one kind. After that finding it is
 * used up, or has turned into another belief.
 *
 * <p>Immutable.
 *
 * @param cause the sequence of the violation with which it began
 * @param pooled duplicates of the memory in the pool's cache, or claimed duplicates that are ready to be handed out
 * @param listed duplicates of the memory among the free memory that the pool may claim
 * @param holders how many users believe that they hold the memory, beyond those on record
 * @param rest whether the memory is held but will never be given back, because the wrong take-back did not take effect
 * @param last the last finding about this memory
 * @param carried a violation that is still to be thrown, or null
 */
public record Residue(int cause, int pooled, int listed, int holders, boolean rest, Last last, Violation carried) {
    /** State bit: the allocator has claimed the unit. In a pool that does not claim memory every unit counts as claimed. */
    public static final int CLAIMED = 1;
    /** State bit: the unit is held. */
    public static final int HELD = 1 << 1;
    /** State bit: the unit is unknown. */
    public static final int UNKNOWN = 1 << 2;
    /** State bit: according to the finding, the unit is held by another party than the one that gives it back. */
    public static final int OTHERS = 1 << 3;

    /** After the second healthy hand-out following a finding, a former holder can no longer hold the memory. */
    private static final int ENOUGH_LIVES = 2;

    /**
     * The last finding about some memory.
     *
     * @param number the number of the finding in its region
     * @param frame the call at fault; null if not known
     * @param untouched whether there was no operation on the memory since
     * @param out whether the memory is probably given out now
     * @param lives the number of healthy hand-outs since
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

    /** No consequences. */
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
            // A scan reports only units on which the pool's own books disagree.
            case SCAN -> true;
            default -> claimed || held;
        };
    }

    /** Whether this residue explains a wrong operation. */
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

    /**
     * Whether the last finding was of the same operation, without any operation on the memory since. Does not compare the calls.
     */
    public boolean isRepeatedBy(Operation operation) {
        return last != null && last.untouched && last.operation == operation;
    }

    /** The residue after an operation that contradicted the state of a unit and took place. */
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
     * The residue after an operation that contradicted the state of a unit and was refused after the pool had done its part: memory
     * to hand out stays claimed, and memory to take back stays held.
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

    /** The residue of the rest of a hand-out of which only a part was given back; the party that did so may not be its holder. */
    public Residue afterPart() {
        return with(0, 0, 1).asRest();
    }

    Residue asRest() {
        return new Residue(cause, pooled, listed, holders, true, last, carried);
    }

    /**
     * The residue after a healthy operation. A carried violation ends with the next hand-out, so that a new holder is not refused.
     */
    Residue afterHealthy(Operation operation) {
        Last then = last.then(operation);
        boolean over = then.lives >= ENOUGH_LIVES;
        return new Residue(cause, pooled, listed, over ? 0 : holders, rest && gives(operation), then,
                then.lives > 0 ? null : carried);
    }

    /**
     * The residue after the run was claimed afresh: false holders and duplicates in caches remain, duplicates on the free list do
     * not.
     */
    Residue renewed() {
        return new Residue(cause, pooled, 0, holders, false, last.then(last.operation), null);
    }

    /** Whether healthy operations may end this residue. */
    boolean listens() {
        return holders > 0 || rest || carried != null || last != null && last.untouched;
    }

    /** This residue, or null if it has no consequences left. */
    Residue orNull() {
        return pooled > 0 || listed > 0 || listens() ? this : null;
    }
}

package io.pageconsistency.bitmap;

import io.pageconsistency.Operation;

/**
 * The rules: which state each operation expects of a unit, and which state it leaves.
 *
 * <p>Pages and slots share these rules: a slot is a hand-out of one unit. An unknown unit satisfies every rule.
 *
 * <p>Pure functions; thread-safe.
 */
public final class CellRules {
    private CellRules() {
    }

    /**
     * What contradicts an operation in the state of a unit; null if nothing does.
     *
     * @param state the state of an intact cell
     * @param reserves whether the pool claims memory before it hands it out
     * @param first whether this is the first unit of the operation
     */
    static Finding finding(Operation operation, int state, boolean reserves, boolean first) {
        if (Cell.isUnknown(state)) {
            return null;
        }
        boolean claimed = (state & Cell.R) != 0;
        boolean held = (state & Cell.H) != 0;
        return switch (operation) {
            case RESERVE -> claimed ? Finding.ALREADY_CLAIMED : held ? Finding.ALREADY_HELD : null;
            case RELEASE -> !claimed ? notInUse(state) : held ? Finding.STILL_HELD : null;
            case HAND_OUT -> held ? Finding.ALREADY_HELD : reserves && !claimed ? Finding.UNCLAIMED : null;
            default -> !held ? notInUse(state) : first(state) == first ? null
                    : first ? Finding.NOT_A_START : Finding.OTHER_INSIDE;
        };
    }

    private static boolean first(int state) {
        return (state & Cell.S) != 0;
    }

    private static Finding notInUse(int state) {
        return (state & Cell.K) != 0 ? Finding.ALREADY_FREE : Finding.NEVER_ALLOCATED;
    }

    /** The state after an operation, for any state before it; the mark stays. */
    static int after(Operation operation, int state, boolean reserves, boolean first) {
        int mark = state & Cell.M;
        return switch (operation) {
            case RESERVE -> mark | Cell.R | Cell.K;
            case RELEASE -> mark | Cell.K;
            // Unknown units stay unknown, because their holder may still give them back. Units that were never in use stay so, too.
            case CLOSE -> Cell.wasUsed(state) ? mark | Cell.K : state;
            case HAND_OUT -> mark | Cell.H | Cell.K | (reserves ? Cell.R : state & Cell.R) | (first ? Cell.S : 0);
            // A unit that was free before the take-back does not become claimed by it.
            case TAKE_BACK -> state & ~(Cell.H | Cell.S) | Cell.K | (reserves && Cell.isUnknown(state) ? Cell.R : 0);
            default -> state;
        };
    }

    /** The state that an operation finds in a healthy pool. */
    static int expected(Operation operation, boolean reserves, boolean first) {
        int claimed = reserves ? Cell.R | Cell.K : Cell.K;
        return switch (operation) {
            case RESERVE -> Cell.K;
            case RELEASE -> Cell.R | Cell.K;
            case HAND_OUT -> claimed;
            default -> claimed | Cell.H | (first ? Cell.S : 0);
        };
    }

    /** Whether bytes lie outside the memory that was claimed for them. Safe against overflow for all arguments. */
    public static boolean reachesOut(long offset, long length, long claimed) {
        // Offset and length are not negative in the last comparison, so it cannot overflow. An offset beyond the claim leaves less
        // than 0.
        return (offset | length) < 0 || length > claimed - offset;
    }

    /** The text of a finding about bytes outside their claim. */
    public static String outside(long offset, long length, long claimed) {
        return Finding.OUTSIDE_EXTENT.text() + ": " + length + " bytes from byte " + offset + " of " + claimed;
    }
}

package io.pageconsistency.bitmap;

import io.pageconsistency.Operation;

/**
 * What each operation expects of the state of a unit, and what it leaves.
 *
 * <p>The one set of rules for pages and slots: a slot is a hand-out of one unit. Unknown units are as every rule expects them.
 *
 * <p>Pure functions; thread-safe.
 */
public final class CellRules {
    private CellRules() {
    }

    /**
     * What is wrong with a unit, or null.
     *
     * @param state of an intact cell
     * @param reserves whether the pool claims memory before it hands it out
     * @param first whether it is the first unit of the operation
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

    /** How an operation leaves a unit, whatever state it was in; the mark stays. */
    static int after(Operation operation, int state, boolean reserves, boolean first) {
        int mark = state & Cell.M;
        return switch (operation) {
            case RESERVE -> mark | Cell.R | Cell.K;
            case RELEASE -> mark | Cell.K;
            // What is unknown stays so: who has it may still be about to give it back; and what never was in use.
            case CLOSE -> Cell.wasUsed(state) ? mark | Cell.K : state;
            case HAND_OUT -> mark | Cell.H | Cell.K | (reserves ? Cell.R : state & Cell.R) | (first ? Cell.S : 0);
            // What is taken back while it is free does not become claimed by that.
            case TAKE_BACK -> state & ~(Cell.H | Cell.S) | Cell.K | (reserves && Cell.isUnknown(state) ? Cell.R : 0);
            default -> state;
        };
    }

    /** The state in which a healthy pool leaves a unit for an operation. */
    static int usual(Operation operation, boolean reserves, boolean first) {
        int claimed = reserves ? Cell.R | Cell.K : Cell.K;
        return switch (operation) {
            case RESERVE -> Cell.K;
            case RELEASE -> Cell.R | Cell.K;
            case HAND_OUT -> claimed;
            default -> claimed | Cell.H | (first ? Cell.S : 0);
        };
    }

    /** Whether bytes lie outside what was claimed for them; no length, however absurd, overflows. */
    public static boolean reachesOut(long offset, long length, long claimed) {
        // Both are not negative in the last comparison, so nothing overflows, and an offset beyond the claim leaves less than 0.
        return (offset | length) < 0 || length > claimed - offset;
    }

    public static String outside(long offset, long length, long claimed) {
        return Finding.OUTSIDE_EXTENT.text() + ": " + length + " bytes from byte " + offset + " of " + claimed;
    }
}

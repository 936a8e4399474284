package io.pageconsistency.workloads;

import java.util.SplittableRandom;

/**
 * The damage that a stray write, or a cosmic ray, does to one cell of the agent's record.
 *
 * <p>This class has its own model of a sound cell, and knows in which states a healthy operation under way overwrites damage
 * without noticing it.
 *
 * @param damaged the cell afterwards
 * @param flips the changed bits if they must be located, 0 if the report must say that there are too many, -1 if either is allowed
 */
record Fault(Kind kind, short damaged, int flips) {
    /** The largest number of flips that must be located. */
    private static final int LOCATED = 3;
    private static final int EITHER = -1;
    private static final int SHIFTED = 0xfcb1;
    private static final int R = 1;
    private static final int H = 2;
    private static final int S = 4;
    private static final int K = 8;
    private static final int MARK = 16;

    enum Kind { FEW_FLIPS, FOUR_FLIPS, MORE_FLIPS, TORN, OVERWRITTEN }

    private static final int[] PATTERNS = {0, -1, 0xdead, 0xbeef, 0x0101, 1, 0x8000};

    /** A random fault of a sound cell. */
    static Fault of(short cell, SplittableRandom random) {
        Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
        short damaged = (short) switch (kind) {
            case FEW_FLIPS -> cell ^ bits(random.nextInt(1, LOCATED + 1), random);
            case FOUR_FLIPS -> cell ^ bits(LOCATED + 1, random);
            case MORE_FLIPS -> cell ^ bits(random.nextInt(LOCATED + 2, 8), random);
            // One half stays as it is, and the other is from another state.
            case TORN -> cell & 0xff | sound(random.nextInt(32)) & 0xff00;
            case OVERWRITTEN -> random.nextBoolean() ? random.nextInt() : PATTERNS[random.nextInt(PATTERNS.length)];
        };
        return isSound(damaged) ? of(cell, random) : new Fault(kind, damaged, switch (kind) {
            case FEW_FLIPS -> (cell ^ damaged) & 0xffff;
            case FOUR_FLIPS -> 0;
            default -> EITHER;
        });
    }

    private static int bits(int count, SplittableRandom random) {
        int bits = 0;
        while (Integer.bitCount(bits) < count) {
            bits |= 1 << random.nextInt(Short.SIZE);
        }
        return bits;
    }

    /** The sound cell of a state. */
    private static short sound(int state) {
        int primary = state & 0xf;
        for (int check = 0; check < 4; check++) {
            // Each check bit is the sum of all state bits but one. The first check bit leaves out K, the last leaves out R.
            primary |= (Integer.bitCount(state & 0xf & ~(K >> check)) & 1) << 4 + check;
        }
        int secondary = (state & MARK) == 0 ? primary : primary ^ 0xff;
        return (short) ((secondary << 8 | primary) ^ SHIFTED);
    }

    static boolean isSound(short cell) {
        return state(cell) >= 0;
    }

    private static int state(short cell) {
        for (int state = 0; state < 2 * MARK; state++) {
            if (sound(state) == cell) {
                return state;
            }
        }
        return -1;
    }

    /**
     * Whether no operation stores into a cell in this state without looking at it again. Reserve, free run and hand out compare
     * first and store then. A change of the cell between the two is overwritten before it is seen. A held cell changes by one
     * compare-and-set, and so does a cell that was never in use or has a mark.
     */
    static boolean isComparedAndSet(short cell) {
        int state = state(cell);
        return (state & MARK) != 0 || (state & (R | H | K)) == 0 || (state & (H | S)) == (H | S);
    }

    /** The beginning of the report that must be made about this fault in a cell of the record. */
    String report(int index, boolean ofPages) {
        String place = "the cell of " + (ofPages ? "page " : "slot ") + index + " is damaged: 0x"
                + Integer.toHexString(damaged & 0xffff | 0x10000).substring(1) + ", ";
        return flips == EITHER ? place : place + (flips == 0 ? "more than 3 bits flipped" : located()) + ";";
    }

    private String located() {
        StringBuilder text = new StringBuilder(Integer.bitCount(flips) == 1 ? "1 bit flipped" : Integer.bitCount(flips)
                + " bits flipped");
        String separator = ": ";
        for (int bit = 0; bit < Short.SIZE; bit++) {
            if ((flips >>> bit & 1) != 0) {
                text.append(separator).append(bit < 4 ? "RHSK".substring(bit, bit + 1)
                        : bit < 8 ? "check bit " + (bit - 4) : "bit " + (bit - 8) + " of the secondary");
                separator = ", ";
            }
        }
        return text.toString();
    }
}

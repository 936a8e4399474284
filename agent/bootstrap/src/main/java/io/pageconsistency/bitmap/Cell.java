package io.pageconsistency.bitmap;

import java.util.Arrays;

/**
 * The state of one unit of memory, a page or a slot, and the code that guards it: sixteen bits.
 *
 * <p>A state is five bits, from the lowest
 *
 * <pre>
 *   R  reserved   claimed from the region by the allocator
 *   H  held       handed out to a user
 *   S  start      the first unit of a hand-out
 *   K  known      an operation on this unit has been seen
 *   M  mark       an earlier party may be on record for what begins here
 * </pre>
 *
 * <p>The low byte of a cell is the <em>primary</em>, R, H, S and K with four check bits; the high byte is the
 * <em>secondary</em>, a repetition of the primary, or its complement where M is set. The primary is a word of the extended
 * Hamming code [8,4,4], both together are one of the first-order Reed&ndash;Muller code [16,5,8]: two states differ in eight
 * bits at least. So up to seven flipped bits are noticed, up to three are located, and four are always recognised as beyond
 * repair. The Linux page consistency checker proposes a plain complement, whose distance is 2.
 *
 * <p>All cells are shifted by a constant, so that memory which was overwritten is no codeword: all zeroes and all ones are six
 * bits away from the next one, and any byte that is written twice is four bits away.
 *
 * <p>A healthy operation knows the cell that it expects, code and all. One comparison checks both bitmaps and the state.
 *
 * <p>A unit that is neither R, H nor K is <em>never allocated</em>; one that shows S alone is <em>unknown</em>: its past was
 * not seen or cannot be trusted, so it is learned from its next event and judged from then on. No operation leaves S
 * without H otherwise, so this pattern is free to say it.
 *
 * <p>Pure functions; thread-safe.
 */
public final class Cell {
    public static final int R = 1;
    public static final int H = 1 << 1;
    static final int S = 1 << 2;
    public static final int K = 1 << 3;
    static final int M = 1 << 4;

    /** States without the mark. */
    static final int NEVER = 0;
    static final int UNKNOWN = S;

    /** In place of the state of a cell that is damaged. */
    static final int DAMAGED = -1;
    /** The most flipped bits that are located; the code's distance allows no more. */
    static final int LOCATED = 3;

    private static final int STATES = 1 << 5;
    private static final int SHIFTED = 0xfcb1;
    /** The cell of each state. */
    private static final short[] CODE = new short[STATES];
    /** The state of each cell; small enough for the second-level cache, and what a program uses of it for the first. */
    private static final byte[] STATE = new byte[1 << Short.SIZE];

    static {
        Arrays.fill(STATE, (byte) DAMAGED);
        for (int state = 0; state < STATES; state++) {
            int cell = code(state) ^ SHIFTED;
            CODE[state] = (short) cell;
            STATE[cell] = (byte) state;
        }
    }

    private Cell() {
    }

    /** The codeword of a state, not shifted: each check bit leaves out one of the four, and is the sum of the others. */
    static int code(int state) {
        int r = state & 1;
        int h = state >> 1 & 1;
        int s = state >> 2 & 1;
        int k = state >> 3 & 1;
        int primary = state & 0xf | (r ^ h ^ s) << 4 | (r ^ h ^ k) << 5 | (r ^ s ^ k) << 6 | (h ^ s ^ k) << 7;
        int secondary = (state & M) == 0 ? primary : primary ^ 0xff;
        return secondary << 8 | primary;
    }

    /** The cell that says a state. */
    static short of(int state) {
        return CODE[state];
    }

    /** The state that a cell says, or {@link #DAMAGED} where its halves do not agree. */
    static int state(short cell) {
        return STATE[cell & 0xffff];
    }

    static boolean intact(short cell) {
        return state(cell) != DAMAGED;
    }

    /** Whether a hand-out goes on that began before the unit. A damaged cell may say either. */
    static boolean mayGoOn(short cell) {
        return ((cell ^ SHIFTED) & (H | S)) == H;
    }

    static boolean goesOn(int state) {
        return state != DAMAGED && (state & (H | S)) == H;
    }

    static boolean isUnknown(int state) {
        return (state & ~M) == UNKNOWN;
    }

    /** Whether a unit was ever in use, as far as was seen. */
    static boolean wasUsed(int state) {
        return (state & (R | H | K)) != 0;
    }

    /**
     * The at most {@value #LOCATED} bits whose flipping explains a damaged cell; the code's distance makes the answer unique.
     *
     * @return 0 when more bits than that were flipped
     */
    static int flips(short cell) {
        for (short word : CODE) {
            int flips = (word ^ cell) & 0xffff;
            if (Integer.bitCount(flips) <= LOCATED) {
                return flips;
            }
        }
        return 0;
    }
}

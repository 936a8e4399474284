package io.pageconsistency.bitmap;

import java.util.Arrays;

/**
 * The state of one unit of memory (a page or a slot) and the error-detecting code that protects it, in sixteen bits.
 *
 * <p>A state is five bits, the lowest first:
 *
 * <pre>
 *   R  reserved   claimed from the region by the allocator
 *   H  held       handed out to a user
 *   S  start      the first unit of a hand-out
 *   K  known      the agent has seen an operation on this unit
 *   M  mark       an earlier party may be on record for what begins here
 * </pre>
 *
 * <p>The low byte of a cell is the <em>primary</em>: R, H, S and K with four check bits. The high byte is the <em>secondary</em>: a
 * copy of the primary, or its complement if M is set. The primary is a word of the extended Hamming code [8,4,4]. Both together are
 * a word of the first-order Reed&ndash;Muller code [16,5,8], so two states differ in at least eight bits. Up to seven flipped bits
 * are detected, up to three are located, and four are always recognised as not correctable. The Linux page consistency checker
 * proposes a plain complement, whose distance is 2.
 *
 * <p>All cells are XORed with a constant, so that overwritten memory is no codeword: all zeroes and all ones are six bits away from
 * the nearest codeword, and two equal bytes are at least four bits away.
 *
 * <p>A healthy operation knows the whole cell that it expects, so one comparison checks both halves and the state.
 *
 * <p>A unit without R, H and K is <em>never allocated</em>, except that S alone means <em>unknown</em>: the agent has not seen the
 * unit's past, or cannot trust it. The next operation on it is accepted, and the unit is judged from then on. No operation leaves S
 * without H, so this pattern is free.
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

    /** What {@link #state} returns for a damaged cell. */
    static final int DAMAGED = -1;
    /** The largest number of flipped bits that can be located with this code's distance. */
    static final int LOCATED = 3;

    private static final int STATES = 1 << 5;
    private static final int SHIFTED = 0xfcb1;
    /** The cell of each state. */
    private static final short[] CODE = new short[STATES];
    /**
     * The state of each possible cell, or {@link #DAMAGED}. The table of 64 KiB fits the second-level cache, and the part in use
     * fits the first.
     */
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

    /** The codeword of a state before the XOR: each check bit is the parity of three of the four state bits. */
    static int code(int state) {
        int r = state & 1;
        int h = state >> 1 & 1;
        int s = state >> 2 & 1;
        int k = state >> 3 & 1;
        int primary = state & 0xf | (r ^ h ^ s) << 4 | (r ^ h ^ k) << 5 | (r ^ s ^ k) << 6 | (h ^ s ^ k) << 7;
        int secondary = (state & M) == 0 ? primary : primary ^ 0xff;
        return secondary << 8 | primary;
    }

    /** The cell of a state. */
    static short of(int state) {
        return CODE[state];
    }

    /** The state of a cell, or {@link #DAMAGED} if the cell is no codeword. */
    static int state(short cell) {
        return STATE[cell & 0xffff];
    }

    static boolean intact(short cell) {
        return state(cell) != DAMAGED;
    }

    /** Whether the unit continues a hand-out that began before it. For a damaged cell the answer is arbitrary. */
    static boolean mayContinue(short cell) {
        return ((cell ^ SHIFTED) & (H | S)) == H;
    }

    static boolean continuesHandOut(int state) {
        return state != DAMAGED && (state & (H | S)) == H;
    }

    static boolean isUnknown(int state) {
        return (state & ~M) == UNKNOWN;
    }

    /** Whether the agent has seen the unit in use. */
    static boolean wasUsed(int state) {
        return (state & (R | H | K)) != 0;
    }

    /**
     * The flipped bits of a damaged cell, if they are at most {@value #LOCATED}; the code's distance makes the answer unique.
     *
     * @return 0 if more bits were flipped
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

package io.pageconsistency.ledger;

/**
 * The state of eight pages in one {@code long}, and the code that guards it.
 *
 * <p>The low half is the <em>primary</em> bitmap: four planes of eight bits, from the lowest
 *
 * <pre>
 *   R  reserved   claimed from the region by the allocator
 *   H  held       handed out to a user
 *   S  start      the first page of a hand-out
 *   K  known      an operation on this page has been seen
 * </pre>
 *
 * <p>The high half is the <em>secondary</em> bitmap: the complement of a linear code of the primary. Primary and code
 * together form a double-circulant [64,32] code of minimum distance 8: up to seven flipped bits of a word are noticed, up
 * to three can be located, and four are always recognised as beyond repair. The plain complement that the Linux page
 * consistency checker proposes has distance 2 and takes the same room.
 *
 * <p>A page that is neither R, H nor K is <em>never allocated</em>; one that shows S alone is <em>unknown</em>: its past was
 * not seen or cannot be trusted, so it is learned from its next event and judged from then on. No operation leaves S
 * without H otherwise, which is why this pattern is free to say so and no separate plane is needed.
 *
 * <p>Pure functions; thread-safe.
 */
final class PageWord {
    /** Pages in a word. */
    static final int PAGES = 8;
    /** Eight pages that were never allocated. */
    static final long NEVER = of(0);

    /** Repeats a mask of pages in all four planes when multiplied with it. */
    static final int ALL_PLANES = 0x01010101;
    static final int R_PLANE = 0;
    static final int H_PLANE = 8;
    static final int S_PLANE = 16;
    static final int K_PLANE = 24;

    /** The most flipped bits that are put back; the code's distance would allow no more. */
    static final int REPAIRABLE = 3;

    /** The code of each set of pages in the lowest plane. */
    private static final int[] CODES = codes();
    /** What one flip of the lowest primary bit does to the syndrome; that of bit n is the same, rotated by n. */
    private static final int COLUMN = code(1);

    private PageWord() {
    }

    private static int[] codes() {
        int[] codes = new int[1 << PAGES];
        for (int pages = 0; pages < codes.length; pages++) {
            codes[pages] = code(pages);
        }
        return codes;
    }

    /** The word whose primary is given, its secondary in agreement. */
    static long of(int primary) {
        return (long) ~code(primary) << 32 | primary & 0xffff_ffffL;
    }

    /**
     * What to flip in a word so that the pages of a mask flip in one plane and the secondary stays in agreement. The code is
     * linear, so this does not depend on the word, and a word that was damaged stays damaged in the same way; it is cyclic,
     * so one table serves all planes.
     */
    static long flip(int mask, int plane) {
        return (long) Integer.rotateLeft(CODES[mask], plane) << 32 | (long) mask << plane;
    }

    static int primary(long word) {
        return (int) word;
    }

    /** Whether both halves agree. */
    static boolean intact(long word) {
        return syndrome(word) == 0;
    }

    /**
     * Where the secondary differs from what the primary demands; 0 when both agree.
     *
     * <p>The generator is 1 + x^2 + x^5 + x^7 + x^12 + x^19 + x^27, which is (1 + x^7) (1 + x^5 + x^27) + x^19, as exponents
     * wrap around at 32: four rotations instead of six. They are written out, and stand here and not in {@link #code}, because
     * the compiler follows calls only so deep, and this is the one that counts.
     */
    static int syndrome(long word) {
        int p = (int) word;
        int pair = p ^ (p << 7 | p >>> 25);
        return ~(int) (word >>> 32) ^ (p << 19 | p >>> 13) ^ pair ^ (pair << 5 | pair >>> 27) ^ (pair << 27 | pair >>> 5);
    }

    /** The pages among {@code mask} that are unknown. */
    static int unknown(int primary, int mask) {
        return primary >>> S_PLANE & ~(primary | primary >>> H_PLANE | primary >>> K_PLANE) & mask;
    }

    /** The pages that were ever in use, as far as was seen. */
    static int used(int primary) {
        return (primary | primary >>> H_PLANE | primary >>> K_PLANE) & (1 << PAGES) - 1;
    }

    /** The primary in which just the pages of {@code mask} are unknown and the others were never allocated. */
    static int unknown(int mask) {
        return mask << S_PLANE;
    }

    /**
     * Finds the at most {@value #REPAIRABLE} bits whose flipping explains a damaged word.
     *
     * <p>The code's distance makes the answer unique. Meant for the cold path: it tries up to 5 489 patterns.
     *
     * @return the flipped bits of the word, or 0 when more bits than that were flipped
     */
    static long flips(long word) {
        int syndrome = syndrome(word);
        if (Integer.bitCount(syndrome) <= REPAIRABLE) {
            return (long) syndrome << 32;
        }
        for (int i = 0; i < Integer.SIZE; i++) {
            int behindOne = syndrome ^ Integer.rotateLeft(COLUMN, i);
            if (Integer.bitCount(behindOne) <= REPAIRABLE - 1) {
                return flipped(behindOne, 1 << i);
            }
            for (int j = 0; j < i; j++) {
                int behindTwo = behindOne ^ Integer.rotateLeft(COLUMN, j);
                if (Integer.bitCount(behindTwo) <= REPAIRABLE - 2) {
                    return flipped(behindTwo, 1 << i | 1 << j);
                }
                for (int k = 0; k < j; k++) {
                    if (behindTwo == Integer.rotateLeft(COLUMN, k)) {
                        return flipped(0, 1 << i | 1 << j | 1 << k);
                    }
                }
            }
        }
        return 0;
    }

    private static long flipped(int secondary, int primary) {
        return (long) secondary << 32 | primary & 0xffff_ffffL;
    }

    /** What the secondary is the complement of. */
    static int code(int primary) {
        return ~syndrome(primary & 0xffff_ffffL);
    }
}

package io.pageconsistency.workloads;

import java.util.SplittableRandom;

/**
 * What a stray write, or a cosmic ray, makes of one word of the agent's record.
 *
 * <p>Knows by itself what a sound word is, and in which words the damage must be reported.
 *
 * @param damaged the word afterwards
 * @param flips the bits that differ where they must be located, 0 where they must be given up, -1 where either may be
 */
record Fault(Kind kind, long damaged, long flips) {
    /** The most flips that must be located. */
    private static final int LOCATED = 3;
    private static final int EITHER = -1;

    enum Kind { FEW_FLIPS, FOUR_FLIPS, MORE_FLIPS, TORN, OVERWRITTEN }

    private static final long[] PATTERNS = {0, -1, 0xdeadbeefdeadbeefL, 0x0101010101010101L, 1, Long.MIN_VALUE};

    /** Some fault of a sound word. */
    static Fault of(long word, SplittableRandom random) {
        Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
        long damaged = switch (kind) {
            case FEW_FLIPS -> word ^ bits(random.nextInt(1, LOCATED + 1), random);
            case FOUR_FLIPS -> word ^ bits(LOCATED + 1, random);
            case MORE_FLIPS -> word ^ bits(random.nextInt(LOCATED + 2, 8), random);
            // One half as it is, the other of some other moment.
            case TORN -> word & 0xffff_ffffL | sound(random.nextInt()) & ~0xffff_ffffL;
            case OVERWRITTEN -> random.nextBoolean() ? random.nextLong() : PATTERNS[random.nextInt(PATTERNS.length)];
        };
        return isSound(damaged) ? of(word, random) : new Fault(kind, damaged, switch (kind) {
            case FEW_FLIPS -> word ^ damaged;
            case FOUR_FLIPS -> 0;
            default -> EITHER;
        });
    }

    private static long bits(int count, SplittableRandom random) {
        long bits = 0;
        while (Long.bitCount(bits) < count) {
            bits |= 1L << random.nextInt(Long.SIZE);
        }
        return bits;
    }

    /** The sound word of a primary bitmap. */
    private static long sound(int p) {
        int code = p ^ Integer.rotateLeft(p, 2) ^ Integer.rotateLeft(p, 5) ^ Integer.rotateLeft(p, 7)
                ^ Integer.rotateLeft(p, 12) ^ Integer.rotateLeft(p, 19) ^ Integer.rotateLeft(p, 27);
        return (long) ~code << Integer.SIZE | p & 0xffff_ffffL;
    }

    static boolean isSound(long word) {
        return sound((int) word) == word;
    }

    /** How the report must begin that finds this fault in a word of the record. */
    String report(int index, boolean ofPages) {
        String place = "word " + index + " of the " + (ofPages ? "page" : "slot") + " bitmaps, 0x"
                + Long.toHexString(damaged) + ", is damaged: ";
        return flips == EITHER ? place : place + (flips == 0 ? "more than 3 bits flipped" : located(index, ofPages)) + ";";
    }

    private String located(int index, boolean ofPages) {
        StringBuilder text = new StringBuilder(Long.bitCount(flips) == 1 ? "one bit flipped" : Long.bitCount(flips)
                + " bits flipped");
        String separator = ": ";
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            if ((flips >>> bit & 1) != 0) {
                text.append(separator).append(ofPages ? "RHSK".charAt(bit / 8) + " of page " + (index * 8 + bit % 8)
                        : "RU".charAt(bit / 16) + " of slot " + (index * 16 + bit % 16));
                separator = ", ";
            }
        }
        int secondary = Integer.bitCount((int) (flips >>> Integer.SIZE));
        return secondary == 0 ? text.toString() : text + separator + secondary + " of the secondary bitmap";
    }
}

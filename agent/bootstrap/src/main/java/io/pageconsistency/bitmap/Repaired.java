package io.pageconsistency.bitmap;

/**
 * The repair of one damaged cell.
 *
 * @param index the page or slot
 * @param before the damaged cell
 * @param flips the flipped bits, or 0 if they were too many to be located
 */
public record Repaired(long index, short before, int flips) {
    private static final String STATE_BITS = "RHSK";
    private static final int PRIMARY_BITS = 8;

    /** Whether the flipped bits were located. The unit becomes unknown in either case. */
    boolean located() {
        return flips != 0;
    }

    /** Describes the damage in words. */
    public String text() {
        String cell = "0x" + Integer.toHexString(before & 0xffff | 0x10000).substring(1);
        if (!located()) {
            return cell + ", more than " + Cell.LOCATED + " bits flipped";
        }
        StringBuilder text = new StringBuilder(cell).append(", ").append(Integer.bitCount(flips))
                .append(Integer.bitCount(flips) == 1 ? " bit flipped: " : " bits flipped: ");
        String separator = "";
        for (int bits = flips; bits != 0; bits &= bits - 1) {
            text.append(separator).append(name(Integer.numberOfTrailingZeros(bits)));
            separator = ", ";
        }
        return text.toString();
    }

    private static String name(int bit) {
        return bit < STATE_BITS.length() ? String.valueOf(STATE_BITS.charAt(bit))
                : bit < PRIMARY_BITS ? "check bit " + (bit - STATE_BITS.length()) : "bit " + (bit - PRIMARY_BITS) + " of the secondary";
    }
}

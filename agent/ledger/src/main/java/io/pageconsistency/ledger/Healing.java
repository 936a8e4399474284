package io.pageconsistency.ledger;

/**
 * What was done about one damaged word.
 *
 * @param word the word's index
 * @param before the damaged word
 * @param flips the bits that had flipped, or 0 when they were too many to be located
 */
record Healing(int word, long before, long flips) {
    private static final String PAGE_PLANES = "RHSK";

    /** Whether the flipped bits were located; if not, the word is quarantined: nothing it said is believed. */
    boolean located() {
        return flips != 0;
    }

    /** The damage in words, for a report. */
    String text(boolean ofPages) {
        return "word " + word + " of the " + (ofPages ? "page" : "slot") + " bitmaps, 0x" + Long.toHexString(before)
                + ", is damaged: " + damage(ofPages) + "; what it recorded counts as unknown from here on";
    }

    private String damage(boolean ofPages) {
        if (!located()) {
            return "more than " + PageWord.REPAIRABLE + " bits flipped";
        }
        int primary = PageWord.primary(flips);
        StringBuilder text = new StringBuilder(Long.bitCount(flips) == 1 ? "one bit flipped" : Long.bitCount(flips)
                + " bits flipped");
        String separator = ": ";
        for (int bits = primary; bits != 0; bits &= bits - 1) {
            text.append(separator).append(name(Integer.numberOfTrailingZeros(bits), ofPages));
            separator = ", ";
        }
        int secondary = Long.bitCount(flips) - Integer.bitCount(primary);
        return secondary == 0 ? text.toString() : text.append(separator).append(secondary).append(" of the secondary bitmap")
                .toString();
    }

    private String name(int bit, boolean ofPages) {
        return ofPages
                ? PAGE_PLANES.charAt(bit / PageWord.PAGES) + " of page " + ((long) word * PageWord.PAGES + bit % PageWord.PAGES)
                : (bit < SlotMap.SLOTS ? "R" : "U") + " of slot " + (word * SlotMap.SLOTS + bit % SlotMap.SLOTS);
    }
}

package io.pageconsistency.agent.options;

/** Amounts of memory as people give them: a whole number and {@code k}, {@code m} or {@code g}. */
final class Sizes {
    /** What a number may be followed by, in words. */
    static final String UNITS = "k, m or g";

    private static final int MOST_DIGITS = 9;
    private static final int UNIT_BITS = 10;

    private Sizes() {
    }

    /** In bytes; null for what is none. */
    static Long parse(String text) {
        int digits = text.length() - 1;
        int unit = digits < 1 || digits > MOST_DIGITS ? -1 : "kmg".indexOf(text.charAt(digits));
        for (int i = 0; unit >= 0 && i < digits; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return null;
            }
        }
        if (unit < 0) {
            return null;
        }
        return Long.parseLong(text.substring(0, digits)) << UNIT_BITS * (unit + 1);
    }
}

package io.pageconsistency.agent.options;

/** Amounts of memory as in options: a whole number and {@code k}, {@code m} or {@code g}. */
final class Sizes {
    /** The allowed units, in words. */
    static final String UNITS = "k, m or g";

    private static final int MOST_DIGITS = 9;
    private static final int UNIT_BITS = 10;

    private Sizes() {
    }

    /** Returns the amount in bytes, or null if the text is not one. */
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

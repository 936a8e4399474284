package io.pageconsistency.agent.options;

import java.time.Duration;

/** Durations as they are written in options: a whole number and a unit, such as {@code 500ms}. */
public final class Durations {
    /** The allowed units, in words. */
    public static final String UNITS = "ms, s, m or h";

    /** Nine digits of the largest unit do not overflow. */
    private static final int MOST_DIGITS = 9;

    private Durations() {
    }

    /** Returns the duration, or null if the text is not one. */
    public static Duration parse(String text) {
        int digits = 0;
        // Only ASCII digits: most users do not recognise digits of other scripts as numbers.
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        if (digits == 0 || digits > MOST_DIGITS) {
            return null;
        }
        long number = Long.parseLong(text.substring(0, digits));
        return switch (text.substring(digits)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> null;
        };
    }
}

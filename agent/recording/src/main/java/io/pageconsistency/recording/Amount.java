package io.pageconsistency.recording;

/** Formats a number of things in words. */
public final class Amount {
    private Amount() {
    }

    /** For example {@code 1 violation} and {@code 2 violations}. */
    public static String of(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}

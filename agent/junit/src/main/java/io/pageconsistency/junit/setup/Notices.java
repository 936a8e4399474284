package io.pageconsistency.junit.setup;

/** What is said on standard error, in the agent's own way. Thread-safe. */
public final class Notices {
    private Notices() {
    }

    /** Says something. */
    public static void line(String text) {
        System.err.println("[page-consistency] " + text);
    }
}

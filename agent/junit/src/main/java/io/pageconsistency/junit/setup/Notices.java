package io.pageconsistency.junit.setup;

/** Prints messages on standard error in the agent's format. Thread-safe. */
public final class Notices {
    private Notices() {
    }

    /** Prints one message. */
    public static void line(String text) {
        System.err.println("[page-consistency] " + text);
    }
}

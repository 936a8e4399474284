package io.pageconsistency.agent;

/**
 * Tells other processes that an agent is running in this JVM, without starting anything for it.
 *
 * <p>It sets a system property, because other processes can read these with the attach mechanism alone. Thread-safe.
 */
public final class Presence {
    /** The agent's greeting. The property is not set while no agent is running. */
    public static final String PROPERTY = "io.pageconsistency.agent";

    private Presence() {
    }

    /** @param greeting one line with the version and what is watched */
    static void announce(String greeting) {
        System.setProperty(PROPERTY, greeting);
    }

    static void withdraw() {
        System.clearProperty(PROPERTY);
    }
}

package io.pageconsistency.agent;

/**
 * Tells other processes that the agent is at work here, without anything being started for it.
 *
 * <p>A system property, because these can be read from outside through the attach mechanism alone. Thread-safe.
 */
public final class Presence {
    /** What the agent said when it began; not set while none is at work. */
    public static final String PROPERTY = "io.pageconsistency.agent";

    private Presence() {
    }

    /** @param greeting one line: the version, and what is watched */
    static void announce(String greeting) {
        System.setProperty(PROPERTY, greeting);
    }

    static void withdraw() {
        System.clearProperty(PROPERTY);
    }
}

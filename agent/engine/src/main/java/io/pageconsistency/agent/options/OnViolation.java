package io.pageconsistency.agent.options;

import java.util.Locale;

/** What is done about a violation besides reporting it. */
public enum OnViolation {
    /** Nothing. */
    REPORT("are reported"),
    /** The guilty hand-out or take-back is refused: it has no effect and throws. */
    THROW("are reported and thrown"),
    /** Recordings are written and the virtual machine ends. */
    HALT("are reported and end this JVM");

    private final String text;

    OnViolation(String text) {
        this.text = text;
    }

    /** As the agent's options have it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What happens to violations, in words. */
    public String text() {
        return text;
    }
}

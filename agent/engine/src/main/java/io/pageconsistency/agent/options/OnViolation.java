package io.pageconsistency.agent.options;

import java.util.Locale;

/** What happens on a violation, in addition to the report. */
public enum OnViolation {
    /** Nothing else happens. */
    REPORT("are reported"),
    /** The guilty hand-out or take-back is refused: it has no effect and throws. */
    THROW("are reported and thrown"),
    /** Recordings are written, and the JVM ends. */
    HALT("are reported and end this JVM");

    private final String text;

    OnViolation(String text) {
        this.text = text;
    }

    /** Returns the value as it is written in options. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns what happens to violations, in words. */
    public String text() {
        return text;
    }
}

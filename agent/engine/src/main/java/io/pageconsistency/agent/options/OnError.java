package io.pageconsistency.agent.options;

import java.util.Locale;

/** What happens if an output cannot be opened. */
enum OnError {
    /** The JVM does not start. */
    REFUSE,
    /** The JVM starts without that output and says so. */
    WARN;

    /** Returns the value as it is written in options. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

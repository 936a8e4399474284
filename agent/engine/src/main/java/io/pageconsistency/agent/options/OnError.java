package io.pageconsistency.agent.options;

import java.util.Locale;

/** What happens if an output cannot be opened. */
enum OnError {
    /** The virtual machine does not start. */
    REFUSE,
    /** It starts without that output, and says so. */
    WARN;

    /** As the agent's options have it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package io.pageconsistency;

import java.util.Locale;

/** How much of the memory, or of the operations, a costly check covers. */
public enum Share {
    /** Nothing. */
    OFF,
    /** As much as a budget allows. */
    SAMPLED,
    /** All of it. */
    ALL;

    /** The value as users write it in the agent's options. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

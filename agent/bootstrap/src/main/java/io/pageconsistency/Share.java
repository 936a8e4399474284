package io.pageconsistency;

import java.util.Locale;

/** How much is done of something that costs. */
public enum Share {
    /** Nothing. */
    OFF,
    /** As much as a budget allows. */
    SAMPLED,
    /** All of it. */
    ALL;

    /** As the agent's options have it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package io.pageconsistency;

import java.util.Locale;

/** What the checking is for; presets of whatever can be done more or less thoroughly. */
public enum Mode {
    /** What keeps the budgets of a service. */
    PRODUCTION,
    /** All that finds anything, whatever it costs. */
    TEST;

    /** As the agent's options have it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

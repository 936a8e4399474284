package io.pageconsistency;

import java.util.Locale;

/** What the checking is for. A mode is a preset of all options that trade cost for thoroughness. */
public enum Mode {
    /** For a service: cheap enough to run all the time. */
    PRODUCTION,
    /** For tests: everything that can find a fault, whatever it costs. */
    TEST;

    /** The value as users write it in the agent's options. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

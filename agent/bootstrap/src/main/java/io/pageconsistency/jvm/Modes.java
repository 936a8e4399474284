package io.pageconsistency.jvm;

import java.util.List;
import java.util.Map;

import io.pageconsistency.Mode;

/** The mode of the checking. Thread-safe. */
public final class Modes {
    /** The running agent, which can switch the mode. Thread-safe. */
    public interface Switch {
        Mode mode();

        /** The current value of each option that a mode presets, by its key. */
        Map<String, String> settings();

        /** As {@link Modes#switchTo}. */
        List<String> switchTo(Mode mode);
    }

    private volatile Switch agent;

    /** Sets the running agent; null for none. */
    public void agent(Switch other) {
        agent = other;
    }

    /** @throws IllegalStateException if no agent is active */
    private Switch agent() {
        Switch now = agent;
        if (now == null) {
            throw new IllegalStateException("no agent is active");
        }
        return now;
    }

    /** @throws IllegalStateException if no agent is active */
    public Mode mode() {
        return agent().mode();
    }

    /**
     * The current value of each option that a mode presets, by its key.
     *
     * @throws IllegalStateException if no agent is active
     */
    public Map<String, String> settings() {
        return agent().settings();
    }

    /**
     * Switches to a mode, as far as that is possible at run time.
     *
     * @return one line for each option that keeps a value other than the mode's, with the reason
     * @throws IllegalStateException if no agent is active
     */
    public List<String> switchTo(Mode mode) {
        return agent().switchTo(mode);
    }
}

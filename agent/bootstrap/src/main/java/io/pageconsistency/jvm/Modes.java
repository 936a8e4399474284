package io.pageconsistency.jvm;

import java.util.List;
import java.util.Map;

import io.pageconsistency.Mode;

/** In which mode the checking is, and who changes that. Thread-safe. */
public final class Modes {
    /** Whoever can change it. Thread-safe. */
    public interface Switch {
        Mode mode();

        /** What each option that a mode is a default of is now, by its key. */
        Map<String, String> settings();

        /** As {@link Modes#to}. */
        List<String> to(Mode mode);
    }

    private volatile Switch agent;

    /** Names who can change it; null for nobody. */
    public void agent(Switch other) {
        agent = other;
    }

    /** @throws IllegalStateException when no agent is at work */
    private Switch agent() {
        Switch now = agent;
        if (now == null) {
            throw new IllegalStateException("no agent is at work");
        }
        return now;
    }

    /** @throws IllegalStateException when no agent is at work */
    public Mode mode() {
        return agent().mode();
    }

    /**
     * What each option that a mode is a default of is now, by its key.
     *
     * @throws IllegalStateException when no agent is at work
     */
    public Map<String, String> settings() {
        return agent().settings();
    }

    /**
     * Changes to a mode, as far as that can be done.
     *
     * @return what stays as it is and is otherwise in this mode, and why, a line each
     * @throws IllegalStateException when no agent is at work
     */
    public List<String> to(Mode mode) {
        return agent().to(mode);
    }
}

package io.pageconsistency.agent.options;

import java.util.List;

import io.pageconsistency.Quoting;

/**
 * Thrown for an option that cannot be followed. The message is one line for the user: the key, the given value, and what is
 * allowed.
 */
public final class BadOption extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<String> lines;

    public BadOption(String message) {
        this(List.of(message));
    }

    /**
     * Several problems, each with its own message. Given values may contain any characters, so control characters are made visible.
     */
    public BadOption(List<String> messages) {
        super(String.join("; ", messages.stream().map(Quoting::plain).toList()), null, false, false);
        lines = messages.stream().map(Quoting::plain).toList();
    }

    /** Returns one line for each problem. */
    public List<String> lines() {
        return lines;
    }
}

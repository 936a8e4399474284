package io.pageconsistency.agent.options;

import java.util.List;

import io.pageconsistency.Quoting;

/** An option that cannot be followed. The message is one line for the user: the key, what was given, what is allowed. */
public final class BadOption extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<String> lines;

    public BadOption(String message) {
        this(List.of(message));
    }

    /** Several things are wrong, each with a message of its own. What was given may contain anything, and is made visible. */
    public BadOption(List<String> messages) {
        super(String.join("; ", messages.stream().map(Quoting::plain).toList()), null, false, false);
        lines = messages.stream().map(Quoting::plain).toList();
    }

    /** One for each thing that is wrong. */
    public List<String> lines() {
        return lines;
    }
}

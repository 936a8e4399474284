package io.pageconsistency.recording.event;

import java.util.List;

/**
 * An event that the agent has written, whichever library reads it. Another version of the agent may have written it: a field that is
 * missing has a value that says nothing.
 */
public interface AgentEvent {
    /** One of {@link EventNames}, or a type that this version does not know. */
    String type();

    /** Null for none. */
    String text(String field);

    /** Also of a field that is narrower. */
    long number(String field, long otherwise);

    boolean is(String field);

    /** When it began, in nanoseconds of the epoch. */
    long nanos();

    /** The name of the thread that wrote it, or null. */
    String thread();

    /** Innermost first, without the agent's own frames at its top; empty for none. */
    List<Frame> stack();

    default int count(String field) {
        return (int) number(field, 0);
    }

    /** When it began, in milliseconds of the epoch. */
    default long millis() {
        return nanos() / 1_000_000;
    }

    /** Whether it is of a type of the agent's. */
    default boolean isOfTheAgent() {
        return type().startsWith(EventNames.PREFIX);
    }
}

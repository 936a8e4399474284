package io.pageconsistency.recording.event;

import java.util.List;

/**
 * An event that the agent has written, independent of the library that reads it. Another version of the agent may have written it,
 * so a missing field has a value that means "not known".
 */
public interface AgentEvent {
    /** One of {@link EventNames}, or a type that this version does not know. */
    String type();

    /** The text of a field, or null. */
    String text(String field);

    /** The value of an integer field of any width, or the given value if the event does not have the field. */
    long number(String field, long otherwise);

    boolean is(String field);

    /** When it began, in nanoseconds of the epoch. */
    long nanos();

    /** The name of the thread that wrote it, or null. */
    String thread();

    /** The stack, innermost frame first, without the agent's own frames at its top; empty if there is none. */
    List<Frame> stack();

    default int count(String field) {
        return (int) number(field, 0);
    }

    /** When it began, in milliseconds of the epoch. */
    default long millis() {
        return nanos() / 1_000_000;
    }

    /** Whether the event is of one of the agent's types. */
    default boolean isOfTheAgent() {
        return type().startsWith(EventNames.PREFIX);
    }
}

package io.pageconsistency.agent.options;

/**
 * What may be given for an option. The same data reads what was given and says in words what could have been given.
 * Implementations are immutable.
 *
 * @param <T> what the text of a value means
 */
interface Allowed<T> {
    /** What a text means, or null if it is not allowed. */
    T read(String text);

    /** The part of a text that is not allowed. */
    default String wrong(String text) {
        return text;
    }

    /**
     * Everything that is allowed, for messages and documents.
     *
     * @param first the default, which the words begin with; empty for none
     */
    String words(String first);
}

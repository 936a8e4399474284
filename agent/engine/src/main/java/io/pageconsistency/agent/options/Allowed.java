package io.pageconsistency.agent.options;

/**
 * The values that an option may have. The same data parses a value and describes the allowed values in words. Implementations are
 * immutable.
 *
 * @param <T> the type of parsed values
 */
interface Allowed<T> {
    /** Returns the parsed value, or null if the text is not allowed. */
    T read(String text);

    /** Returns the part of a text that is not allowed. */
    default String wrong(String text) {
        return text;
    }

    /**
     * Describes all allowed values, for messages and documents.
     *
     * @param first the default, with which the words begin; empty for none
     */
    String words(String first);
}

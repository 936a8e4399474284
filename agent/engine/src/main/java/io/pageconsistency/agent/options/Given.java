package io.pageconsistency.agent.options;

/**
 * The value that was given for an option.
 *
 * @param place where it was given, as the beginning of a message, such as {@code agent.conf:3: }; empty for the command line, where
 *        the value itself shows enough
 */
record Given(String value, String place) {
    static final String COMMAND_LINE = "";
}

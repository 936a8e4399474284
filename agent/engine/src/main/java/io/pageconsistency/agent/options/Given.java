package io.pageconsistency.agent.options;

/**
 * What was given for an option.
 *
 * @param place where, as it stands before what is said about it, such as {@code agent.conf:3: }; empty where the command line
 *        was read, of which the value says enough
 */
record Given(String value, String place) {
    static final String COMMAND_LINE = "";
}

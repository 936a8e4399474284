package io.pageconsistency.agent.allocators.described.model;

/**
 * A place in a file of descriptions, for messages.
 *
 * @param file the name as the user gave it
 * @param line counted from 1
 */
public record Location(String file, int line) {
    @Override
    public String toString() {
        return file + ":" + line;
    }
}

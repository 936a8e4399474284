package io.pageconsistency.agent.allocators.described.model;

/**
 * Where something was said, so that a message can lead there.
 *
 * @param file as it was given
 * @param line counted from 1
 */
public record Location(String file, int line) {
    @Override
    public String toString() {
        return file + ":" + line;
    }
}

package io.pageconsistency;

/**
 * A further party to a violation, and what that party did with the memory.
 *
 * @param label in a few plain words, for example {@code released by} or {@code written by}
 * @param party who it was
 */
public record LabelledParty(String label, Party party) {
}

package io.pageconsistency;

/**
 * Somebody else who had to do with the memory of a violation, and what he did.
 *
 * @param label in a few plain words, for example {@code released by} or {@code written by}
 * @param party who it was
 */
public record LabelledParty(String label, Party party) {
}

package io.pageconsistency.ledger;

/**
 * What was done about one damaged word.
 *
 * @param word the word's index
 * @param before the damaged word
 * @param flips the bits that had flipped, or 0 when they were too many to be located
 */
record Healing(int word, long before, long flips) {
    /** Whether the flipped bits were located; if not, the word is quarantined: nothing it said is believed. */
    boolean located() {
        return flips != 0;
    }
}

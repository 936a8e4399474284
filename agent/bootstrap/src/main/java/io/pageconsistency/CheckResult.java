package io.pageconsistency;

/** The state of the record for the memory at one address. */
public enum CheckResult {
    /** The record is sound: both halves of each cell agree. */
    OK,
    /** The record itself is damaged: the two halves of a cell disagree. The check changes and reports nothing. */
    MISMATCH,
    /** No open region contains the address. This is so for all memory on the Java heap, which has no fixed address. */
    NOT_TRACKED
}

package io.pageconsistency;

/** How the record of the memory at one address stands. */
public enum CheckResult {
    /** Both bitmaps agree. */
    OK,
    /** The bitmaps disagree: the record itself is damaged. Nothing was changed or reported by asking. */
    MISMATCH,
    /** No open region contains the address. So it is with everything on the Java heap, where memory has no fixed address. */
    NOT_TRACKED
}

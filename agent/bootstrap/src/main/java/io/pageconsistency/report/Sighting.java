package io.pageconsistency.report;

/**
 * The relation of a violation to its fault.
 *
 * @param fingerprint the fault's; null if it could not be computed
 * @param repeat the number of earlier occurrences of the fault
 * @param first the sequence of the first violation with this fault; 0 for this one
 * @param suppressed whether the user has suppressed the fault
 */
public record Sighting(Fingerprint fingerprint, long repeat, int first, boolean suppressed) {
    /** For a violation whose fault could not be determined. */
    public static final Sighting UNKNOWN = new Sighting(null, 0, 0, false);
}

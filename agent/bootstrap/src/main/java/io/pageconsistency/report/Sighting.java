package io.pageconsistency.report;

/**
 * How a violation stands to its fault.
 *
 * @param fingerprint of the fault; null where it could not be told
 * @param repeat how often the fault had been met before
 * @param first the sequence of the violation in which it was met first; 0 for this one
 * @param suppressed whether the fault is known and silenced
 */
public record Sighting(Fingerprint fingerprint, long repeat, int first, boolean suppressed) {
    /** Of a fault that nothing is known of. */
    public static final Sighting UNKNOWN = new Sighting(null, 0, 0, false);
}

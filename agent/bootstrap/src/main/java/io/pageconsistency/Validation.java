package io.pageconsistency;

/**
 * The result of a check of the whole record.
 *
 * <p>An interface of getters, so that JMX can transfer it to another virtual machine as it is.
 */
public interface Validation {
    /** What started the check: {@code demand}, or {@code scrub} for the background scan. */
    String getTrigger();

    /** Regions that were checked, without those that were closed meanwhile. */
    int getRegions();

    /** Cells that were checked, of pages and of slots. */
    long getWords();

    /** Damaged cells; each is also reported as a violation. */
    int getDamaged();

    /** Regions whose record was compared with the pool's own books. */
    int getAudited();

    /** Regions whose books could not be read, because another thread held the pool's lock. */
    int getUnread();

    /** New differences between record and books; each is also reported as a violation. */
    int getMismatches();

    /** The duration of the check in nanoseconds, without the pauses of a scrub. */
    long getNanos();
}

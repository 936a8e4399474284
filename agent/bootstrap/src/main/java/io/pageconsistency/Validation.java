package io.pageconsistency;

/**
 * The result of a check of the whole record.
 *
 * <p>An interface of getters, so that management carries it over to other virtual machines as it is.
 */
public interface Validation {
    /** Why the record was looked at: {@code demand}, or {@code scrub} for the one that runs in the background. */
    String getTrigger();

    /** How many regions were looked at; those that ended meanwhile are left out. */
    int getRegions();

    /** How many cells were checked, of pages and of slots. */
    long getWords();

    /** How many of them were damaged; each is also reported as a violation. */
    int getDamaged();

    /** In how many regions the record was compared with the pool's own books. */
    int getAudited();

    /** In how many regions the pool's own books could not be read just then, because somebody else had them. */
    int getUnread();

    /** How many differences there were that had not been found before; each is also reported as a violation. */
    int getMismatches();

    /** How long looking took, in nanoseconds, without the pauses of a scrub. */
    long getNanos();
}

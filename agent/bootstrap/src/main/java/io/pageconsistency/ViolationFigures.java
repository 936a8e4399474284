package io.pageconsistency;

/**
 * A violation in brief.
 *
 * <p>An interface of getters, so that JMX can transfer it to another virtual machine as it is. The full report, with the stacks, is
 * in the flight recording, in the findings file and on the standard error of the virtual machine in which it happened.
 */
public interface ViolationFigures {
    /** The name of its {@link ViolationKind}. */
    String getKind();

    /** The number of the finding: 1 for the first one in its virtual machine. */
    int getSequence();

    /** The allocator module. */
    String getAllocator();

    /** The region, as in {@link RegionFigures#getId()}. */
    int getRegionId();

    /** The name of the thread that performed the operation. */
    String getThread();

    /** When it happened, in milliseconds since the epoch. */
    long getEpochMillis();

    /** The name of the fault, the same in each run of one build; null if it could not be computed. */
    String getFingerprint();

    /** How often the same fault occurred before. */
    long getRepeat();

    /** What was expected and what was found, in one sentence. */
    String getExplanation();

    /** The memory concerned, in words. */
    String getMemory();
}

package io.pageconsistency;

/**
 * A violation in short.
 *
 * <p>An interface of getters, so that management carries it over to other virtual machines as it is. The whole of it, with the
 * stacks, is in the flight recording, the file of findings and on the standard error of the virtual machine it happened in.
 */
public interface ViolationFigures {
    /** The name of its {@link ViolationKind}. */
    String getKind();

    /** Counts findings from 1. */
    int getSequence();

    /** The allocator module it happened in. */
    String getAllocator();

    /** The region it happened in, as in {@link RegionFigures#getId()}. */
    int getRegionId();

    /** The name of the thread that performed the operation. */
    String getThread();

    /** In milliseconds since the epoch. */
    long getEpochMillis();

    /** What its fault is known by in every run of the same build, or null. */
    String getFingerprint();

    /** How often the same fault had been met before. */
    long getRepeat();

    /** What was expected and what was found, in one sentence. */
    String getExplanation();

    /** The memory concerned, in words. */
    String getMemory();
}

package io.pageconsistency;

/**
 * Memory that is held now and was taken by the same calls of a pool.
 *
 * <p>An interface of getters, so that management carries it over to other virtual machines as it is.
 */
public interface HolderFigures {
    /** The allocator module that the memory is of. */
    String getAllocator();

    /**
     * The calls by which it was taken, innermost first, from the one that used the pool on; empty for what is held without their being
     * on record.
     */
    String[] getStack();

    /** What is on record of this holder, in bytes. */
    long getBytes();

    /** How many pieces of memory that is. */
    long getPieces();

    /** What it is likely to hold in all: its share of what is on record, of all that is held of the allocator. */
    long getEstimatedBytes();

    /** The same in pieces. */
    long getEstimatedPieces();

    /** When the oldest piece on record was taken, in milliseconds of the epoch; 0 where that is not known. */
    long getOldestEpochMillis();

    /** Whether it was taken while a class was initialised, as what is kept for ever is as a rule. */
    boolean isConstant();
}

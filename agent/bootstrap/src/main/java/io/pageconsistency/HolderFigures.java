package io.pageconsistency;

/**
 * Memory that is held now and was taken through one and the same stack.
 *
 * <p>An interface of getters, so that JMX can transfer it to another virtual machine as it is.
 */
public interface HolderFigures {
    /** The allocator module that the memory belongs to. */
    String getAllocator();

    /**
     * The calls that took the memory, innermost first, beginning with the call that used the pool. Empty for memory whose holder is
     * not on record.
     */
    String[] getStack();

    /** Bytes on record for this holder. */
    long getBytes();

    /** Pieces of memory on record for this holder. */
    long getPieces();

    /** An estimate of all bytes that it holds: its share of the bytes on record, applied to all bytes held of the allocator. */
    long getEstimatedBytes();

    /** The same estimate in pieces. */
    long getEstimatedPieces();

    /** When the oldest piece on record was taken, in milliseconds since the epoch; 0 if not known. */
    long getOldestEpochMillis();

    /** Whether a class initialiser took the memory. Such memory is mostly meant to be kept for ever. */
    boolean isConstant();
}

package io.pageconsistency;

import java.util.List;

/**
 * Who holds memory now, without waiting for the collector. Memory that lies in a pool's cache is held by nobody.
 *
 * <p>An interface of getters, so that management carries it over to other virtual machines as it is. Exact while nothing moves, but
 * for what is said to be estimated: where stacks are sampled, or too many to be kept, only a part of what is held has them on record.
 */
public interface HeldMemory {
    /** All that is held, in bytes. */
    long getBytes();

    /** All that is held, in pieces of memory. */
    long getPieces();

    /** That of which it is on record by whom it was taken, in bytes. */
    long getRecordedBytes();

    /** The same in pieces. */
    long getRecordedPieces();

    /** What was taken while classes were initialised, in bytes, of what is on record. */
    long getConstantBytes();

    /** The same in pieces. */
    long getConstantPieces();

    /** By whom, most first; no more than were asked for. */
    List<HolderFigures> getHolders();
}

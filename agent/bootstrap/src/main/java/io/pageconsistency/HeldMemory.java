package io.pageconsistency;

import java.util.List;

/**
 * Who holds memory now. Does not wait for the garbage collector. Memory that lies in a pool's cache has no holder.
 *
 * <p>An interface of getters, so that JMX can transfer it to another virtual machine as it is. The figures are exact while no
 * memory is handed out or taken back, except those that are called estimates: if stacks are sampled, or if there are too many to
 * keep, only a part of what is held has a stack on record.
 */
public interface HeldMemory {
    /** Bytes held, in all. */
    long getBytes();

    /** Pieces of memory held, in all. */
    long getPieces();

    /** Bytes held whose holder is on record. */
    long getRecordedBytes();

    /** Pieces held whose holder is on record. */
    long getRecordedPieces();

    /** Of the bytes on record, those that were taken by a class initialiser. */
    long getConstantBytes();

    /** Of the pieces on record, those that were taken by a class initialiser. */
    long getConstantPieces();

    /** The holders, the largest first; at most as many as the caller asked for. */
    List<HolderFigures> getHolders();
}

package io.pageconsistency.fence;

/** Which memory may be fenced, and how much of it, as the system tells. */
public interface FenceableMemory {
    /** Instead of a block, where memory is not of the ordinary kind. */
    Object NONE = new Object();

    /**
     * The block in which some memory lies, if all of the block is memory of the ordinary kind, from the system's allocator: neither a
     * file, nor shared, nor locked, nor of huge pages. It stays so until the block goes back to the system, of which
     * {@link Fences#leaving} is told.
     *
     * @return {@link #NONE} for memory of another kind, null where that is not known yet
     */
    Object blockOf(long start, long end);

    /**
     * Whether a block has not been given back to the system, as far as is known; also while {@link Fences#leaving} is about to be told,
     * for which its end waits.
     */
    boolean isThere(Object block);

    /** How many more pieces the memory of this process may be cut into; costs about as much as there are. */
    int room();
}

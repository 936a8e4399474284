package io.pageconsistency.fence;

/** Tells which memory may be fenced, and how much, by what the operating system says. */
public interface FenceableMemory {
    /** Returned instead of a block for memory that is not of the ordinary kind. */
    Object NONE = new Object();

    /**
     * The block that contains some memory, if the whole block is ordinary memory from the system's allocator: not a mapped file,
     * not shared, not locked, no huge pages. A block stays so until it goes back to the system; then {@link Fences#leaving} is
     * called.
     *
     * @return {@link #NONE} for memory of another kind, null if that is not known yet
     */
    Object blockOf(long start, long end);

    /**
     * Whether the agent believes that a block still exists. True also while {@link Fences#leaving} is about to be called, because
     * the free of the block waits for that call.
     */
    boolean stillExists(Object block);

    /** How many more mappings this process may have. The cost is proportional to the number of mappings. */
    int room();
}

package io.pageconsistency;

/**
 * What went wrong with a piece of pooled memory.
 *
 * <p>If several kinds fit one operation, the gravest is reported: corruption of the record first, then double allocation and double
 * free, then sizes, then the rest.
 */
public enum ViolationKind {
    /** Memory was claimed or handed out while it was in use, or handed out although the allocator had not claimed it. */
    DOUBLE_ALLOC("memory was given out a second time"),
    /** Memory was given back that had been given back already. */
    DOUBLE_FREE("memory was given back a second time"),
    /** Memory was given back that was never allocated, or an address that is not the start of anything. */
    INVALID_FREE("something was given back that was never given out"),
    /** Memory was handed out or given back in the wrong size. */
    SIZE_MISMATCH("memory was handed out or given back in the wrong size"),
    /** Memory was given back by an earlier holder, after it had been taken back and handed to another one. */
    STALE_FREE("memory was given back by somebody who no longer holds it"),
    /** The allocator reclaimed memory that a user still holds. */
    FREED_WHILE_HELD("the allocator reclaimed memory that somebody still holds"),
    /** A whole region was given back to the system while some of its pages were held. */
    REGION_CLOSED_IN_USE("a region was given back to the system while somebody still holds memory in it"),
    /** The record itself changed without any operation: its two halves disagree. */
    BITMAP_CORRUPTION("the agent's own record was overwritten"),
    /** The pool's own books disagree with the ledger. */
    METADATA_MISMATCH("the pool's own books disagree with the agent's record"),
    /** Memory was accessed, or retained, through a reference to memory that had been given back; found at that call. */
    USE_AFTER_FREE("memory was used after it had been given back"),
    /** Memory changed while it was free. */
    WRITE_AFTER_FREE("memory was written after it had been given back"),
    /**
     * Memory will never be given back: its pool is gone, or keeps it claimed without need. Reported, but not counted as a
     * violation.
     */
    LEAK("memory is lost: nobody uses it and nobody will give it back");

    private final String summary;

    ViolationKind(String summary) {
        this.summary = summary;
    }

    /** One clause in plain words, in lower case and without a full stop. */
    public String summary() {
        return summary;
    }

    /** Whether a finding of this kind counts as a violation; only {@link #LEAK} does not. */
    public boolean counted() {
        return this != LEAK;
    }
}

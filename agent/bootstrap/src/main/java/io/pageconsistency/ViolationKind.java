package io.pageconsistency;

/**
 * What went wrong with a piece of pooled memory.
 *
 * <p>When several kinds fit one operation, the one declared as graver wins: corruption of the record first, then double
 * allocation and double free, then sizes, then the rest.
 */
public enum ViolationKind {
    /** Memory was claimed, or handed out, while somebody else has it; or handed out although nobody claimed it. */
    DOUBLE_ALLOC("memory was given out a second time"),
    /** Memory was given back that had been given back before. */
    DOUBLE_FREE("memory was given back a second time"),
    /** Memory was given back that was never allocated, or an address that is not the start of anything. */
    INVALID_FREE("something was given back that was never given out"),
    /** Memory was handed out, or given back, in another size than it has. */
    SIZE_MISMATCH("memory was handed out or given back in the wrong size"),
    /** Memory was given back by a holder from whom it had been taken and handed to another meanwhile. */
    STALE_FREE("memory was given back by somebody who no longer holds it"),
    /** The allocator reclaimed memory that a user still holds. */
    FREED_WHILE_HELD("the allocator reclaimed memory that somebody still holds"),
    /** A whole region was given back to the system while pages of it are held. */
    REGION_CLOSED_IN_USE("a region was given back to the system while somebody still holds memory in it"),
    /** The record itself changed without any operation: its two halves disagree. */
    BITMAP_CORRUPTION("the agent's own record was overwritten"),
    /** The pool's own books disagree with the ledger. */
    METADATA_MISMATCH("the pool's own books disagree with the agent's record"),
    /** Somebody used memory, or asked to keep it, through a reference to what had been given back; caught at that call. */
    USE_AFTER_FREE("memory was used after it had been given back"),
    /** Memory changed while it was free. */
    WRITE_AFTER_FREE("memory was written after it had been given back"),
    /**
     * Memory that nobody will give back: its pool is gone, or keeps it claimed without need. Reported, but not counted as a
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

package io.pageconsistency.api;

import java.util.Objects;

/**
 * One piece of memory that a pool hands out in pages; see {@link PageConsistency#region}.
 *
 * <p>Pages are numbered from 0. The pool reports its operations in order: a hand-out <em>after</em> it has claimed the pages, and a
 * take-back <em>before</em> any other user can get them. The agent reports what contradicts its record. With the agent's option
 * {@code on-violation=throw}, {@link #handOut} and {@link #takeBack} then throw {@code io.pageconsistency.PageConsistencyError},
 * and nothing is recorded.
 *
 * <p>Without the agent, nothing is recorded and nothing is thrown. Thread-safe.
 */
public final class PageRegion implements AutoCloseable {
    private final String pool;
    private final long address;
    private final long size;
    private final long pageSize;
    /** Read by code that the agent weaves into this class. */
    private boolean untouched;
    /** The agent's record; written and read by code that the agent weaves into this class. */
    private Object record;

    PageRegion(String pool, long address, long size, long pageSize) {
        this.pool = Objects.requireNonNull(pool, "pool");
        if (address < 0 || size < 1 || pageSize < 1) {
            throw new IllegalArgumentException("address " + address + ", size " + size + ", page size " + pageSize
                    + ": the address must not be negative, and the sizes must be positive");
        }
        this.address = address;
        this.size = size;
        this.pageSize = pageSize;
    }

    /**
     * Declares that the pool leaves free pages alone. From the call of {@link #takeBack} to the return of {@link #handOut} it
     * neither reads nor writes them, keeps no links in them and does not clear them, and its users do not rely on the contents of
     * new pages. Then the agent may fill free pages with a pattern, or make them inaccessible, so that it finds a use after free.
     *
     * <p>Call this before the first hand-out. A pool that clears pages must do so after {@link #handOut}.
     *
     * @return this region
     */
    public PageRegion freeMemoryUntouched() {
        untouched = true;
        return this;
    }

    /**
     * Reports that pages were handed out to a user.
     *
     * @param page the first page
     * @param count the number of pages
     * @return a ticket for this hand-out, to pass to {@link #takeBack}; 0 without the agent
     */
    public long handOut(long page, long count) {
        return 0;
    }

    /** Reports that one page was handed out to a user; returns a ticket. */
    public long handOut(long page) {
        return handOut(page, 1);
    }

    /**
     * Reports that pages are about to be taken back from a user.
     *
     * @param page the first page
     * @param count the number of pages; pages that were handed out together must be taken back together
     * @param ticket what {@link #handOut} returned, or 0 if not known. An old ticket reveals a stale free: the pages were handed to
     *        another user meanwhile
     */
    public void takeBack(long page, long count, long ticket) {
    }

    /** Reports that pages are about to be taken back, without a ticket; a stale free cannot be recognised. */
    public void takeBack(long page, long count) {
        takeBack(page, count, 0);
    }

    /** Reports that one page is about to be taken back, without a ticket; a stale free cannot be recognised. */
    public void takeBack(long page) {
        takeBack(page, 1, 0);
    }

    /** Reports that the pool takes all pages back at once; this is not a fault of their users. */
    public void reset() {
    }

    /** Reports that the memory is about to be freed: no page may be held. Idempotent. */
    @Override
    public void close() {
    }

    /** A description for debugging. */
    @Override
    public String toString() {
        return pool + ", " + size + " bytes" + (address == 0 ? "" : " at 0x" + Long.toHexString(address)) + ", pages of "
                + pageSize + " bytes" + (record == null ? "" : ", recorded");
    }
}

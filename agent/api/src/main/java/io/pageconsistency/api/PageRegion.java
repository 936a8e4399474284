package io.pageconsistency.api;

import java.util.Objects;

/**
 * One piece of memory that a pool hands out in pages, as {@link PageConsistency#region} began it.
 *
 * <p>Pages are numbered from 0. The pool says what it does, and says it in order: that it has handed pages out <em>after</em> it
 * has claimed them, and that it takes pages back <em>before</em> anybody else can get them. What contradicts the agent's record
 * is reported; where the agent's option {@code on-violation} is {@code throw}, {@link #handOut} and {@link #takeBack} throw
 * {@code io.pageconsistency.PageConsistencyError} instead of recording it.
 *
 * <p>Without the agent nothing is recorded and nothing thrown. Thread-safe.
 */
public final class PageRegion implements AutoCloseable {
    private final String pool;
    private final long address;
    private final long size;
    private final long pageSize;
    /** Read by what is woven in here. */
    private boolean untouched;
    /** The agent's own; written and read by what it weaves in here. */
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
     * Says that the pool leaves free pages alone: from the call of {@link #takeBack} to the return of {@link #handOut} it neither reads
     * nor writes them, keeps no links of its own in them and does not clear them, and its users do not rely on what is in pages that
     * they get. Then the agent may fill free pages with a pattern, or make them inaccessible, so that a use after free is found.
     *
     * <p>To be said before the first page is handed out. Pages that are cleared are to be cleared after {@link #handOut}.
     *
     * @return this region
     */
    public PageRegion freeMemoryUntouched() {
        untouched = true;
        return this;
    }

    /**
     * Pages have been handed out to a user.
     *
     * @param page the first one
     * @param count how many
     * @return a ticket for this hand-out, to be shown when it is taken back; 0 without the agent
     */
    public long handOut(long page, long count) {
        return 0;
    }

    /** One page has been handed out to a user; returns a ticket. */
    public long handOut(long page) {
        return handOut(page, 1);
    }

    /**
     * Pages are about to be taken back from a user.
     *
     * @param page the first one
     * @param count how many; all that were handed out together come back together
     * @param ticket what {@link #handOut} returned; 0 if that is not known. By an old ticket a user is recognised who gives
     *        back pages that somebody else has by now
     */
    public void takeBack(long page, long count, long ticket) {
    }

    /** Pages are about to be taken back from a user. Whether he is the one who has them cannot be told. */
    public void takeBack(long page, long count) {
        takeBack(page, count, 0);
    }

    /** One page is about to be taken back from a user. Whether he is the one who has it cannot be told. */
    public void takeBack(long page) {
        takeBack(page, 1, 0);
    }

    /** All pages come back at once, by the pool's own rules: nobody uses any of them any more. */
    public void reset() {
    }

    /** The memory is about to go back to where it came from: nobody may have any page of it. Closing twice is closing once. */
    @Override
    public void close() {
    }

    /** In words, for whoever debugs. */
    @Override
    public String toString() {
        return pool + ", " + size + " bytes" + (address == 0 ? "" : " at 0x" + Long.toHexString(address)) + ", pages of "
                + pageSize + " bytes" + (record == null ? "" : ", recorded");
    }
}

package io.pageconsistency.api;

/**
 * Where a pool begins to tell the agent of its pages.
 *
 * <p>A pool that cuts a segment into pages and keeps the free ones in a list needs four lines more:
 *
 * <pre>{@code
 * final PageRegion region = PageConsistency.region("my-pool", segment.address(), segment.byteSize(), 4096);
 *
 * int allocate() {
 *     int page = takeFromFreeList();
 *     tickets[page] = region.handOut(page);         // after the pool has claimed the page
 *     return page;
 * }
 *
 * void free(int page) {
 *     region.takeBack(page, 1, tickets[page]);      // before the pool can hand it to somebody else
 *     putIntoFreeList(page);
 * }
 *
 * void close() {
 *     region.close();                               // before the memory goes back to the system
 *     arena.close();
 * }
 * }</pre>
 *
 * <p>The order is what makes a correct pool look correct whatever its threads do: between the two moments nobody else can have
 * the page. Where the ticket is kept in the object that the user gets, rather than by the page, a user who frees what was
 * taken from him and handed to somebody else is found at that very call.
 *
 * <p>Not to be confused with {@code io.pageconsistency.PageConsistency}, which comes with the agent, and answers questions
 * about what was found. Thread-safe.
 */
public final class PageConsistency {
    private PageConsistency() {
    }

    /**
     * Begins a region: one piece of memory that is handed out in pages.
     *
     * <p>Regions may lie at the same addresses, because pools get memory from other pools. If the memory is known to the
     * agent, the region also ends when the memory does.
     *
     * @param pool what the pool is called in events and reports
     * @param address of the first byte of the first page; 0 for memory that has none, such as arrays
     * @param size in bytes; the last page may be shorter than the others
     * @param pageSize in bytes
     * @return the region; the pool keeps it as long as it uses the memory. When it is collected without having been closed,
     *         pages that are handed out of it are reported as a leak
     * @throws IllegalArgumentException if the address is negative, or the size or page size is not positive
     */
    public static PageRegion region(String pool, long address, long size, long pageSize) {
        return new PageRegion(pool, address, size, pageSize);
    }

    /** The same for memory that has no address. */
    public static PageRegion region(String pool, long size, long pageSize) {
        return new PageRegion(pool, 0, size, pageSize);
    }

    /** Whether there is an agent that records what is told to these classes here. Costs nothing. */
    public static boolean isActive() {
        return false;
    }
}

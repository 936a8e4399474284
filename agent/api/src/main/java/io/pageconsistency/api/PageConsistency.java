package io.pageconsistency.api;

/**
 * The entry point for pools that report their pages to the agent.
 *
 * <p>A pool that divides a segment into pages and keeps a list of free pages needs four more lines:
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
 *     region.takeBack(page, 1, tickets[page]);      // before the pool can hand it out again
 *     putIntoFreeList(page);
 * }
 *
 * void close() {
 *     region.close();                               // before the memory goes back to the system
 *     arena.close();
 * }
 * }</pre>
 *
 * <p>This order makes a correct pool look correct, whatever its threads do, because no other user can have the page between the two
 * calls. Keep the ticket in the object that the user gets, rather than in an array by page: then a stale free, by a user whose page
 * was handed to another one meanwhile, is found at that very call.
 *
 * <p>Not to be confused with {@code io.pageconsistency.PageConsistency}, which comes with the agent and answers queries about
 * findings. Thread-safe.
 */
public final class PageConsistency {
    private PageConsistency() {
    }

    /**
     * Opens a region: one piece of memory that is handed out in pages.
     *
     * <p>Regions may overlap, because pools get memory from other pools. If the agent knows the native memory of the region, the
     * region is closed when that memory is freed.
     *
     * @param pool the name of the pool in events and reports
     * @param address the address of the first byte; 0 for memory without an address, such as arrays
     * @param size in bytes; the last page may be shorter than the others
     * @param pageSize in bytes
     * @return the region, which the pool must keep as long as it uses the memory. If the region is collected before it was closed,
     *         its pages that are held are reported as a leak
     * @throws IllegalArgumentException if the address is negative, or the size or page size is not positive
     */
    public static PageRegion region(String pool, long address, long size, long pageSize) {
        return new PageRegion(pool, address, size, pageSize);
    }

    /** Opens a region of memory without an address. */
    public static PageRegion region(String pool, long size, long pageSize) {
        return new PageRegion(pool, 0, size, pageSize);
    }

    /** Whether an agent records the calls of this class. Costs nothing. */
    public static boolean isActive() {
        return false;
    }
}

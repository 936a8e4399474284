package io.pageconsistency;

/**
 * How full one region is.
 *
 * <p>An interface of getters, so that management carries it over to other virtual machines as it is. Exact while nothing moves.
 */
public interface RegionFigures {
    /** Unique in its virtual machine; the same as in the region's JFR events. */
    int getId();

    /** The allocator module it belongs to. */
    String getAllocator();

    /** Of the first byte; 0 for memory on the Java heap, which moves. */
    long getAddress();

    /** In bytes. */
    long getCapacity();

    /** In bytes. */
    long getPageSize();

    /** Its pages, in use or not. */
    long getPageCount();

    /** Pages that the pool has claimed. */
    long getPagesReserved();

    /** Pages that users hold, be it whole or by at least one slot. */
    long getPagesHeld();
}

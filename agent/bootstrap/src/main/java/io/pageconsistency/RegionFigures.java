package io.pageconsistency;

/**
 * How full one region is.
 *
 * <p>An interface of getters, so that JMX can transfer it to another virtual machine as it is. Exact while no memory is claimed,
 * freed, handed out or taken back.
 */
public interface RegionFigures {
    /** The region's number, unique in its virtual machine; the same as in the region's JFR events. */
    int getId();

    /** The allocator module it belongs to. */
    String getAllocator();

    /** The address of the first byte; 0 for memory on the Java heap, which moves. */
    long getAddress();

    /** The size of the region in bytes. */
    long getCapacity();

    /** The size of a page in bytes. */
    long getPageSize();

    /** Its pages, in use or not. */
    long getPageCount();

    /** Pages that the pool has claimed. */
    long getPagesReserved();

    /** Pages of which users hold all or at least one slot. */
    long getPagesHeld();
}

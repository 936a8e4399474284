package io.pageconsistency;

/**
 * How full the pools of one allocator module are: the sum over its regions.
 *
 * <p>An interface of getters, so that JMX can transfer it to another virtual machine as it is. Exact while no memory is claimed,
 * freed, handed out or taken back.
 */
public interface PoolFigures {
    /** Regions open now. */
    int getRegions();

    /** Their memory, in bytes. */
    long getTrackedBytes();

    /** Their pages, in use or not. */
    long getPageCount();

    /** Pages that the pool has claimed. */
    long getPagesReserved();

    /** Pages of which users hold all or at least one slot. */
    long getPagesHeld();

    /** Bytes of the record of these regions. */
    long getBitmapBytes();
}

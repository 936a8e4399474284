package io.pageconsistency;

/**
 * How full the pools of one allocator module are: its regions, summed up.
 *
 * <p>An interface of getters, so that management carries it over to other virtual machines as it is. Exact while nothing moves.
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

    /** Pages that users hold, be it whole or by at least one slot. */
    long getPagesHeld();

    /** Bytes of the record of these regions. */
    long getBitmapBytes();
}

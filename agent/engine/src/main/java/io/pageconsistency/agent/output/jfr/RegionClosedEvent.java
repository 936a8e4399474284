package io.pageconsistency.agent.output.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The end of a region. */
@Name("io.pageconsistency.RegionClosed")
@Label("Region Closed")
@Description("A region ended: its memory went back to the system, or its pool was collected")
@Category("Page Consistency")
@Enabled(true)
@StackTrace(false)
final class RegionClosedEvent extends Event {
    @Label("Region")
    @Description("The number of the region, the same in all events about it")
    int regionId;

    @Label("Allocator")
    @Description("The allocator module")
    String allocator;

    @Label("Address")
    @Description("Of the first byte; 0 for memory on the Java heap")
    @MemoryAddress
    long address;

    @Label("Capacity")
    @Description("Bytes of the region")
    @DataAmount
    long capacity;

    @Label("Pages Held")
    @Description("Pages that users still held, whole or by a slot")
    int pagesHeld;

    @Label("Pages Reserved")
    @Description("Pages that the allocator still claimed")
    int pagesReserved;

    @Label("Collected")
    @Description("Whether the garbage collector ended the pool, rather than the pool the region")
    boolean collected;
}

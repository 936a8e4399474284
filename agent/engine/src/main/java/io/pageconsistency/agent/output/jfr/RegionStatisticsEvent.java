package io.pageconsistency.agent.output.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;

/** How full a region is. Written periodically, and at the end of each chunk, so that even the shortest recording has it. */
@Name("io.pageconsistency.RegionStatistics")
@Label("Region Statistics")
@Description("How full a region is: one event for each, and where there are very many, one for all others of an allocator")
@Category("Page Consistency")
@Enabled(true)
@StackTrace(false)
@Period("10 s")
final class RegionStatisticsEvent extends Event {
    @Label("Region")
    @Description("The number of the region, the same in all events about it; 0 for several together")
    int regionId;

    @Label("Allocator")
    @Description("The allocator module")
    String allocator;

    @Label("Regions")
    @Description("How many regions the event is about")
    int regions;

    @Label("Address")
    @Description("Of the first byte; 0 for memory on the Java heap, and for several regions together")
    @MemoryAddress
    long address;

    @Label("Capacity")
    @Description("Bytes of the region")
    @DataAmount
    long capacity;

    @Label("Pages")
    @Description("How many pages the region has")
    int pageCount;

    @Label("Pages Reserved")
    @Description("Pages that the allocator has claimed")
    int pagesReserved;

    @Label("Pages Held")
    @Description("Pages that users hold, be it whole or by at least one slot")
    int pagesHeld;

    @Label("Bitmaps")
    @Description("Bytes of the record itself")
    @DataAmount
    long bitmapBytes;
}

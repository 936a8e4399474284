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

/** The beginning of a region. */
@Name("io.pageconsistency.RegionOpened")
@Label("Region Opened")
@Description("A contiguous piece of memory that a pool carves up, such as a Netty chunk, came under watch")
@Category("Page Consistency")
@Enabled(true)
@StackTrace(false)
final class RegionOpenedEvent extends Event {
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

    @Label("Page Size")
    @Description("The pool's own unit in the region, in bytes")
    @DataAmount
    long pageSize;

    @Label("Pages")
    @Description("How many pages the region has")
    int pageCount;
}

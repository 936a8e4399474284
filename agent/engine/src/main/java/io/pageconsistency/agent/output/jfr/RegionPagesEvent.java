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

/** The state of each page of a region. Written together with the holders, and after a finding in the region. */
@Name("io.pageconsistency.RegionPages")
@Label("Region Pages")
@Description("A map of the pages of a region: one event for each of those of which most pages are claimed, with each snapshot of holders,"
        + " and one when something is found there for the first time")
@Category("Page Consistency")
@Enabled(true)
@StackTrace(false)
final class RegionPagesEvent extends Event {
    @Label("Snapshot")
    @Description("The number of the snapshot that the event belongs to; 0 for a region where something was found")
    int snapshot;

    @Label("Region")
    @Description("The number of the region, the same in all events about it")
    int regionId;

    @Label("Allocator")
    @Description("The allocator module")
    String allocator;

    @Label("Address")
    @Description("Of the first byte; 0 for memory on the Java heap, and for several regions together")
    @MemoryAddress
    long address;

    @Label("Page Size")
    @Description("The pool's own unit in the region, in bytes")
    @DataAmount
    long pageSize;

    @Label("Pages")
    @Description("How many pages the region has")
    int pageCount;

    @Label("States")
    @Description("Page by page, separated by blanks: f free, c claimed by the allocator and without a holder, h held together, "
            + "s cut into slots and held, ? not told, each with the number of pages; then #place of the holder, @milliseconds of age and "
            + "*number of slots")
    String states;
}

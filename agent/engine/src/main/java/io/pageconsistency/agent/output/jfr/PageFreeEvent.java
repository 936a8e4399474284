package io.pageconsistency.agent.output.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A free run or a take-back. Off by default, because a busy pool has millions a second. */
@Name("io.pageconsistency.PageFree")
@Label("Page Free")
@Description("An allocator returned pages or a slot, or memory crossed from a user back to its pool")
@Category("Page Consistency")
@Enabled(false)
@StackTrace(false)
final class PageFreeEvent extends Event {
    @Label("Operation")
    @Description("take back: a user gave it back; release: the allocator freed the run or the slot")
    String operation;

    @Label("Region")
    @Description("The number of the region, the same in all events about it")
    int regionId;

    @Label("Page")
    @Description("The first page, counted from the start of the region; for a slot that of its run")
    int page;

    @Label("Pages")
    @Description("How many pages; for a slot those of its run")
    int pageCount;

    @Label("Slot")
    @Description("The index of the slot in the run, or -1 where whole pages are meant")
    int slot;

    @Label("Address")
    @Description("Of the first byte; 0 for memory on the Java heap")
    @MemoryAddress
    long address;
}

package io.pageconsistency.agent.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A finding, committed on the guilty thread. */
@Name("io.pageconsistency.Violation")
@Label("Violation")
@Description("A pool operation that contradicts the record of pages; the stack is that of the operation")
@Category("Page Consistency")
@Enabled(true)
@StackTrace(true)
final class ViolationEvent extends Event {
    @Label("Kind")
    @Description("What went wrong: a constant of io.pageconsistency.ViolationKind")
    String kind;

    @Label("Allocator")
    @Description("The allocator module")
    String allocator;

    @Label("Region")
    @Description("The number of the region, the same in all events about it")
    int regionId;

    @Label("Page")
    @Description("The first page, counted from the start of the region; for a slot that of its run")
    int page;

    @Label("Pages")
    @Description("How many pages; for a slot those of its run")
    int pageCount;

    @Label("Address")
    @Description("Of the first byte; 0 for memory on the Java heap")
    @MemoryAddress
    long address;

    @Label("Sequence")
    @Description("The number of the finding, from 1")
    int sequence;

    @Label("Cause")
    @Description("The sequence of the finding that this one follows from, or its own for a root cause")
    int cause;

    @Label("Allocated By")
    @Description("Who last got the memory: thread, how long before, first frames of the stack")
    String allocatedBy;

    @Label("Freed By")
    @Description("Who last gave the memory back: thread, how long before, first frames of the stack")
    String freedBy;

    @Label("Suspect")
    @Description("Nothing but an appearance speaks for it: memory came back in another object than it was handed out in")
    boolean suspect;
}

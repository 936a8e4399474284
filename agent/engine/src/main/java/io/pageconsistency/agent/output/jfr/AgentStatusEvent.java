package io.pageconsistency.agent.output.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;

/** The status of one allocator module. Written at the end of each chunk, so that even the shortest recording has it. */
@Name("io.pageconsistency.AgentStatus")
@Label("Agent Status")
@Description("How the checking stands: one event for each allocator module and copy of its library")
@Category("Page Consistency")
@Enabled(true)
@StackTrace(false)
@Period("endChunk")
final class AgentStatusEvent extends Event {
    @Label("Module")
    @Description("The allocator module")
    String module;

    @Label("Mode")
    @Description("How thoroughly everything is checked: production or test")
    String mode;

    @Label("Where")
    @Description("The copy of the library: package prefix, version, class loader; empty while none was met")
    String where;

    @Label("Declared")
    @Description("How many classes the module means to weave")
    int declared;

    @Label("Woven")
    @Description("How many classes it has woven")
    int woven;

    @Label("First Event Seen")
    @Description("Whether an operation of the allocator has reached the record: false in a program"
            + " that uses it means that nothing is checked")
    boolean firstEventSeen;

    @Label("Refused")
    @Description("Why this copy is not covered, naming the missing symbol; nothing when it is")
    String refused;

    @Label("Tracked Memory")
    @Description("Off-heap memory of all regions that are open")
    @DataAmount
    long trackedBytes;

    @Label("Direct Memory")
    @Description("All direct buffers that the virtual machine counts, -1 where it does not tell; "
            + "memory that pools get past it, as Netty does where it can, is not in it")
    @DataAmount
    long directBytes;

    @Label("Poisoned Memory")
    @Description("Free memory with a pattern in it, by which a write is found")
    @DataAmount
    long poisonedBytes;

    @Label("Poisoned So Far")
    @Description("How many pieces of free memory were filled with a pattern since the agent began")
    int poisonCount;

    @Label("Fenced Memory")
    @Description("Free memory that is inaccessible, so that code that uses it is stopped")
    @DataAmount
    long fencedBytes;

    @Label("Fenced So Far")
    @Description("How many pieces of free memory were made inaccessible since the agent began")
    int fenceCount;

    @Label("Swallowed Errors")
    @Description("Errors inside the agent that the application was spared; anything but 0 is a defect")
    int swallowedErrors;

    @Label("Unsynchronised")
    @Description("How often a thread saw only after a fence that memory had been given back to it or handed on: it was passed"
            + " between threads without synchronisation. No violations, but a race of the pool or of its user")
    int unsynchronised;

    @Label("Unrecorded")
    @Description("Findings, while any recording was running, without an event of their own, because there were so many; the counters have"
            + " them")
    int unrecorded;

    @Label("Violations Before")
    @Description("Violations found before the recording began, which are therefore not in it")
    int violationsBefore;
}

package io.pageconsistency.agent.output.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.events.StackFilter;

/**
 * A finding. Committed on the guilty thread.
 *
 * <p>If the flight recorder can leave frames out, the event's stack begins with the caller of the agent. Otherwise up to a dozen
 * frames of the agent come first.
 */
@Name("io.pageconsistency.Violation")
@Label("Violation")
@Description("A pool operation that contradicts the record of pages; the stack is that of the operation")
@Category("Page Consistency")
@Enabled(true)
@StackTrace(true)
@StackFilter({
    "io.pageconsistency.agent.output.jfr.LedgerEvents",
    "io.pageconsistency.agent.allocators.described.reading.TransferReader",
    "io.pageconsistency.agent.allocators.described.reading.Transfers",
    "io.pageconsistency.agent.allocators.described.reading.Crosser",
    "io.pageconsistency.agent.allocators.described.reading.Crosser$HandingOut",
    "io.pageconsistency.agent.allocators.described.reading.Crosser$TakingBack",
    "io.pageconsistency.agent.allocators.described.reading.RangeReader",
    "io.pageconsistency.agent.allocators.described.reading.ConditionReader",
    "io.pageconsistency.agent.allocators.described.reading.HookedTransfer",
    "io.pageconsistency.agent.allocators.described.reading.Later",
    "io.pageconsistency.agent.allocators.described.reading.Later$Pending",
    "io.pageconsistency.agent.allocators.described.reading.Memory",
    "io.pageconsistency.report.Reports",
    "io.pageconsistency.verdict.Judge",
    "io.pageconsistency.verdict.EndJudge",
    "io.pageconsistency.verdict.Repair",
    "io.pageconsistency.verdict.Policy",
    "io.pageconsistency.ledger.UncutRuns",
    "io.pageconsistency.ledger.Scan",
    "io.pageconsistency.ledger.Regions",
    "io.pageconsistency.ledger.Ledger",
    "io.pageconsistency.ledger.PoolLedger",
    "io.pageconsistency.ledger.Recorder",
    "io.pageconsistency.ledger.ByteLedger",
    "io.pageconsistency.ledger.WrongReturns",
    "io.pageconsistency.ledger.Failures",
    "io.pageconsistency.freed.FreedMemory",
    "io.pageconsistency.poison.Poisoned",
    "io.pageconsistency.freed.GuardedExtents",
    "io.pageconsistency.freed.Quarantine",
    "io.pageconsistency.hooks.PoolHooks",
    "io.pageconsistency.hooks.HandleHooks",
    "io.pageconsistency.hooks.ChunkHooks",
    "io.pageconsistency.hooks.OwnMemoryHooks",
    "io.pageconsistency.hooks.LifeHooks",
    "io.pageconsistency.hooks.RefusingHooks",
    "io.pageconsistency.hooks.PinHooks",
    "io.pageconsistency.hooks.CacheHooks",
    "io.pageconsistency.hooks.QuarantineHooks",
    "io.pageconsistency.hooks.ApiHooks",
    "io.pageconsistency.hooks.NativeMemoryHooks",
    "io.pageconsistency.tracking.PoolTracker",
    "io.pageconsistency.tracking.PoolRegions",
    "io.pageconsistency.tracking.RefusingTracker",
    "io.pageconsistency.tracking.ChunkTracker",
    "io.pageconsistency.tracking.OwnMemoryTracker",
    "io.pageconsistency.tracking.PinTracker",
    "io.pageconsistency.tracking.CacheTracker",
    "io.pageconsistency.tracking.QuarantineTracker",
    "io.pageconsistency.life.LifeTracker",
    "io.pageconsistency.life.Refusals",
    "io.pageconsistency.pins.Pins",
    "io.pageconsistency.pins.Shape",
    "io.pageconsistency.hooks.DescribedHooks",
    "io.pageconsistency.pools.DescribedPools",
    "io.pageconsistency.pools.PoolKind",
    "io.pageconsistency.pools.TrackedPools",
    "io.pageconsistency.pools.TrackedPool",
    "io.pageconsistency.pools.AddressPool",
    "io.pageconsistency.pools.IndexPool",
    "io.pageconsistency.pools.IdentityPool",
    "io.pageconsistency.pools.WindowedPool",
    "io.pageconsistency.pools.AddressWindow",
    "io.pageconsistency.pools.CallScope",
    "io.pageconsistency.pools.ApiRegions",
    "io.pageconsistency.pools.ApiRegion",
    "io.pageconsistency.nativememory.NativeMemoryTracker",
    "io.pageconsistency.nativememory.NativeMemory",
    "io.pageconsistency.hooks.FenceHooks",
    "io.pageconsistency.fence.FenceTracker",
    "io.pageconsistency.fence.UsesAfterFree"
})
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
    @Description("Not certain: memory came back in another object than it was handed out in")
    boolean suspect;

    @Label("Fingerprint")
    @Description("What the fault is known by in every run of the same build: kind, call at fault, call of the earlier party")
    String fingerprint;

    @Label("Repeat")
    @Description("How often the same fault had been met before; of one that is met very often not each is recorded")
    int repeat;
}

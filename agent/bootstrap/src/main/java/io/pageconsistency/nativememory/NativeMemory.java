package io.pageconsistency.nativememory;

import java.util.concurrent.ConcurrentHashMap;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.Incident;
import io.pageconsistency.verdict.Parties;

/**
 * The record of all native memory that the JDK has allocated and not freed: blocks of arenas, {@code ByteBuffer.allocateDirect} and
 * {@code Unsafe}. The free of a block closes the regions that lie in it; if some of their pages are held, that is a violation.
 *
 * <p>Other memory is not known: mapped files, memory that native libraries allocate, and blocks from before the agent.
 *
 * <p>The order of calls is that of the {@link Ledger}: a free is recorded before the system can reuse the memory, and an allocation
 * after it took place. Thread-safe. Takes no lock for blocks without a region, and calls nothing that allocates native memory.
 */
public final class NativeMemory {
    /** The name of the module, and of the allocator in findings about blocks themselves. */
    public static final String NAME = "ground";

    private static final Runnable NOTHING = () -> { };
    private static final Region[] NO_REGIONS = {};

    /** Called before a block is freed, or resized and perhaps moved. */
    @FunctionalInterface
    public interface Leaving {
        void leaving(long base, long size);
    }

    private final Ledger ledger;
    private volatile BlockIndex index = new BlockIndex();
    private volatile RecentFrees recent = new RecentFrees(false);
    /** The block that each thread is resizing. */
    private final ConcurrentHashMap<Thread, Moving> moving = new ConcurrentHashMap<>();
    private final Leaving leaving;
    private volatile Runnable flushBeforeAbort = NOTHING;
    private volatile boolean seen;

    private record Moving(NativeBlock block, Region[] over) {
    }

    public NativeMemory(Ledger ledger) {
        this(ledger, (base, size) -> { });
    }

    /** @param leaving called for each known block, and for no other address */
    public NativeMemory(Ledger ledger, Leaving leaving) {
        this.ledger = ledger;
        this.leaving = leaving;
    }

    /** The live block that contains an address; null if none is known. Costs about a microsecond. */
    public NativeBlock at(long address) {
        return index.at(address);
    }

    /**
     * Sets an action to run after a violation to which the system's allocator may react by aborting the process. It runs on the
     * thread that made the call, must write out all reports before it returns, and must return soon.
     */
    public void flushBeforeAbort(Runnable writeOut) {
        flushBeforeAbort = writeOut;
    }

    /** Removes the action of {@link #flushBeforeAbort}. */
    public void noFlush() {
        flushBeforeAbort = NOTHING;
    }

    /** Whether the agent has seen an allocation. */
    public boolean seen() {
        return seen;
    }

    /** Forgets all blocks, because their frees will no longer be seen. The regions in them stay open. */
    public void forget() {
        begin(false);
    }

    /** Begins in a running program, in which there may be any number of unknown blocks. */
    public void beginLate() {
        begin(true);
    }

    private void begin(boolean late) {
        index = new BlockIndex();
        recent = new RecentFrees(late);
        moving.clear();
        seen = false;
    }

    /**
     * Whether so many blocks are freed that the JDK did not allocate that a second free of an address is no longer a sure fault.
     */
    public boolean isInDoubt() {
        return !recent.isCertain();
    }

    /** A block was allocated; ignores the address 0. */
    void allocated(long base, long size) {
        if (base != 0 && size > 0) {
            add(new NativeBlock(base, size));
        }
    }

    private void add(NativeBlock block) {
        if (!seen) {
            seen = true;
        }
        NativeBlock gone = index.add(block);
        if (gone != null) {
            replace(gone.endUnseen());
        }
    }

    /** An address is about to be freed; ignores 0. */
    void freeing(long address) {
        if (address == 0) {
            return;
        }
        NativeBlock block = index.beginningAt(address);
        Region[] over = block == null ? null : block.end();
        if (over == null) {
            freeingUnknown(address, block != null);
            return;
        }
        ended(block, over);
        int cause = 0;
        for (Region region : over) {
            // If several pools share the block, because one gets its memory from the other, this is one fault.
            cause = ledger.regions().close(region, cause);
        }
        ledger.regions().closeWithin(address, block.size());
        leaving.leaving(address, block.size());
    }

    /**
     * A block has ended. The order matters: at each moment the index has the ended block, or the address is among the recent frees.
     * So a thread that frees it at the same time finds the double free.
     */
    private void ended(NativeBlock block, Region[] over) {
        recent.freed(block.base(), block.size(), over.length == 0 ? 0 : over[0].id());
        index.remove(block);
    }

    /** @param ends whether another thread is just freeing or resizing the block that begins there */
    private void freeingUnknown(long address, boolean ends) {
        NativeBlock around = index.at(address);
        // A block that is not found by its base, too, is just being entered or removed, so it proves nothing.
        if (around != null && around.base() != address && index.beginningAt(around.base()) == around) {
            fault(ViolationKind.INVALID_FREE, around.toString(),
                    new Extent(0, 1, Extent.NO_SLOT, address, around.base() + around.size() - address),
                    "expected the beginning of a block of native memory, but it lies "
                            .concat(Long.toString(address - around.base())).concat(" bytes inside one"), 0);
        } else if (ends || recent.remembers(address) && recent.isCertain()) {
            fault(ViolationKind.DOUBLE_FREE, "native memory at 0x".concat(Long.toHexString(address)),
                    new Extent(0, 1, Extent.NO_SLOT, address, recent.size(address)),
                    "expected a block of native memory, but it has been given back to the system already", recent.region(address));
        } else if (!recent.remembers(address)) {
            recent.stranger(address);
        }
    }

    /** @param region the number of a region that lay in the freed memory, or 0 */
    private void fault(ViolationKind kind, String where, Extent extent, String explanation, int region) {
        Parties parties = ledger.parties();
        ledger.report(Incident.of(kind, Operation.RELEASE).in(NAME, 0, where).at(extent).withExplanation(explanation)
                .withAllocatedBy(parties.lastHandOutAt(region, extent.address()))
                .withFreedBy(parties.lastTakeBackAt(region, extent.address())));
        flushBeforeAbort.run();
    }

    /** A block is about to be resized and may move; ends it for the time being. Size 0 is a free, which is recorded separately. */
    void reallocating(long address, long size) {
        if (address == 0 || size == 0) {
            return;
        }
        NativeBlock block = index.beginningAt(address);
        Region[] over = block == null ? null : block.end();
        if (over == null) {
            freeingUnknown(address, block != null);
            return;
        }
        // No other thread may free it, whatever the result; and from now on the system may reuse the memory.
        recent.freed(address, block.size(), over.length == 0 ? 0 : over[0].id());
        moving.put(Thread.currentThread(), new Moving(block, over));
        for (Region region : over) {
            // The contents move with the block, so guards may not read or change them now.
            ledger.freed().dropGuards(region, region.address(), region.address() + region.size());
        }
        leaving.leaving(address, block.size());
    }

    /**
     * A block was resized. A block that stayed at its address keeps its regions. If it moved, its contents moved, too, and its pool
     * may continue at the new address; so the old regions are closed without a finding.
     */
    void reallocated(long base, long size) {
        Moving old = moving.remove(Thread.currentThread());
        if (old == null) {
            allocated(base, size);
        } else if (base == old.block.base()) {
            add(NativeBlock.resized(base, size, old.over));
        } else {
            index.remove(old.block);
            replace(old.over);
            allocated(base, size);
        }
    }

    /** A block could not be resized and is as before. */
    void reallocationFailed() {
        Moving old = moving.remove(Thread.currentThread());
        if (old != null) {
            add(NativeBlock.resized(old.block.base(), old.block.size(), old.over));
        }
    }

    /** An allocation or a free at an address could not be recorded completely. */
    void unrecorded(long base) {
        recent.forget(base);
        NativeBlock gone = index.beginningAt(base);
        if (gone != null && index.remove(gone)) {
            replace(gone.endUnseen());
        }
    }

    private void replace(Region[] regions) {
        for (Region region : regions == null ? NO_REGIONS : regions) {
            ledger.regions().replace(region);
        }
    }

    /** The number of known blocks; iterates over all of them. */
    public long blocks() {
        long[] count = {0};
        index.forEach(block -> count[0]++);
        return count[0];
    }

    /** The total size of all known blocks in bytes; iterates over all of them. */
    public long bytes() {
        long[] sum = {0};
        index.forEach(block -> sum[0] += block.size());
        return sum[0];
    }
}

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
 * Every block of native memory that the JDK has allocated and not freed: what arenas, {@code ByteBuffer.allocateDirect} and
 * {@code Unsafe} take from the system. A block that is freed ends the regions that lie in it; if pages of them are out, that
 * is a violation.
 *
 * <p>Memory that comes another way is unknown: mapped files, what native libraries allocate, blocks from before the agent.
 *
 * <p>The order owed is that of the {@link Ledger}: an end is told before the system can give the memory to somebody else, a
 * beginning after it was given. Thread-safe; takes no lock for blocks without a region, and calls nothing that allocates
 * native memory.
 */
public final class NativeMemory {
    /** The name of the module, and of the allocator in findings about blocks themselves. */
    public static final String NAME = "ground";

    private static final Runnable NOTHING = () -> { };
    private static final Region[] NO_REGIONS = {};

    /** Is told of blocks that go back to the system, or may be moved by it, before that happens. */
    @FunctionalInterface
    public interface Leaving {
        void leaving(long base, long size);
    }

    private final Ledger ledger;
    private volatile BlockIndex index = new BlockIndex();
    private volatile RecentFrees recent = new RecentFrees(false);
    /** Blocks that a thread is having moved or resized. */
    private final ConcurrentHashMap<Thread, Moving> moving = new ConcurrentHashMap<>();
    private final Leaving leaving;
    private volatile Runnable urgently = NOTHING;
    private volatile boolean seen;

    private record Moving(NativeBlock block, Region[] over) {
    }

    public NativeMemory(Ledger ledger) {
        this(ledger, (base, size) -> { });
    }

    /** @param leaving told of every block that was known, and of nothing else */
    public NativeMemory(Ledger ledger, Leaving leaving) {
        this.ledger = ledger;
        this.leaving = leaving;
    }

    /** The live block that an address lies in; null when none is known there. Costs about a microsecond. */
    public NativeBlock at(long address) {
        return index.at(address);
    }

    /**
     * Says what is to be done, on the guilty thread, after a violation that the system's allocator may answer by ending the
     * process: it must have written out what was reported when it returns, and return soon.
     */
    public void urgently(Runnable writeOut) {
        urgently = writeOut;
    }

    /** Nothing is to be done then; and nothing is kept of who has said something else. */
    public void calmly() {
        urgently = NOTHING;
    }

    /** Whether a block has begun. */
    public boolean seen() {
        return seen;
    }

    /** Forgets all blocks, which from here on would be freed behind our back. Regions in them go on without. */
    public void forget() {
        begin(false);
    }

    /** Begins in a program that runs already, in which there may be any number of blocks that are not known. */
    public void beginLate() {
        begin(true);
    }

    private void begin(boolean late) {
        index = new BlockIndex();
        recent = new RecentFrees(late);
        moving.clear();
        seen = false;
    }

    /** Whether so much is freed that the JDK has not allocated that a second free of a block says nothing any more. */
    public boolean isInDoubt() {
        return !recent.isCertain();
    }

    /** A block has been allocated; nothing happens for the address 0. */
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
            replace(gone.vanish());
        }
    }

    /** An address is about to be freed; nothing happens for 0. */
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
            // Pools in one block, of which one gets its memory from the other, suffer from one fault.
            cause = ledger.regions().close(region, cause);
        }
        ledger.regions().closeWithin(address, block.size());
        leaving.leaving(address, block.size());
    }

    /**
     * A block has ended. In this order: at each moment its address is that of a block that has ended, or is remembered, so whoever
     * frees it at the same time finds that somebody else has.
     */
    private void ended(NativeBlock block, Region[] over) {
        recent.freed(block.base(), block.size(), over.length == 0 ? 0 : over[0].id());
        index.remove(block);
    }

    /** @param ends whether another thread is just about to free, or to resize, the block that begins there */
    private void freeingUnknown(long address, boolean ends) {
        NativeBlock around = index.at(address);
        // What is not found by its base as well was entered, or is being taken out, by halves: it says nothing.
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

    /** @param region the number of a region that lay there until the end of the memory, or 0 */
    private void fault(ViolationKind kind, String where, Extent extent, String explanation, int region) {
        Parties parties = ledger.parties();
        ledger.report(Incident.of(kind, Operation.RELEASE).in(NAME, 0, where).at(extent).withExplanation(explanation)
                .withAllocatedBy(parties.lastHandOutAt(region, extent.address()))
                .withFreedBy(parties.lastTakeBackAt(region, extent.address())));
        urgently.run();
    }

    /** A block is about to be resized, which may move it; ends it for the time being. Size 0 is a plain free, told apart. */
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
        // Nobody else may free it, whatever comes of this; and from here on the system may give it to another.
        recent.freed(address, block.size(), over.length == 0 ? 0 : over[0].id());
        moving.put(Thread.currentThread(), new Moving(block, over));
        for (Region region : over) {
            // Its contents go along, and nothing may look at them, or change them, on the way.
            ledger.freed().dropGuards(region, region.address(), region.address() + region.size());
        }
        leaving.leaving(address, block.size());
    }

    /**
     * A block has been resized. One that stayed where it was keeps its regions. One that moved took its contents along, so
     * its pool may well go on there: nobody is accused, and the regions end silently.
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

    /** A block has not been resized, and is as before. */
    void reallocationFailed() {
        Moving old = moving.remove(Thread.currentThread());
        if (old != null) {
            add(NativeBlock.resized(old.block.base(), old.block.size(), old.over));
        }
    }

    /** The block at an address has begun, or ended, without its being recorded, or recorded in full. */
    void unrecorded(long base) {
        recent.forget(base);
        NativeBlock gone = index.beginningAt(base);
        if (gone != null && index.remove(gone)) {
            replace(gone.vanish());
        }
    }

    private void replace(Region[] regions) {
        for (Region region : regions == null ? NO_REGIONS : regions) {
            ledger.regions().replace(region);
        }
    }

    /** How many blocks are known now; walks through them. */
    public long blocks() {
        long[] count = {0};
        index.forEach(block -> count[0]++);
        return count[0];
    }

    /** How many bytes they have together; walks through them. */
    public long bytes() {
        long[] sum = {0};
        index.forEach(block -> sum[0] += block.size());
        return sum[0];
    }
}

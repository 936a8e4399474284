package io.pageconsistency.ground;

import java.util.concurrent.ConcurrentHashMap;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.ledger.Incident;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.ledger.Region;

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
public final class Ground {
    /** The name of the module, and of the allocator in findings about blocks themselves. */
    public static final String NAME = "ground";

    private static final Runnable NOTHING = () -> { };
    private static final Ground OF_THIS_JVM = new Ground(Ledger.ofThisJvm());
    private static final Region[] NO_REGIONS = {};

    private final Ledger ledger;
    private volatile BlockIndex index = new BlockIndex();
    private volatile RecentFrees recent = new RecentFrees();
    /** Blocks that a thread is having moved or resized. */
    private final ConcurrentHashMap<Thread, Moving> moving = new ConcurrentHashMap<>();
    private volatile Runnable urgently = NOTHING;
    private volatile boolean seen;

    private record Moving(GroundBlock block, Region[] over) {
    }

    Ground(Ledger ledger) {
        this.ledger = ledger;
    }

    /** The one that the hooks write to. */
    public static Ground ofThisJvm() {
        return OF_THIS_JVM;
    }

    /** The live block that an address lies in; null when none is known there. Costs about a microsecond. */
    public static GroundBlock blockAt(long address) {
        return OF_THIS_JVM.at(address);
    }

    /** The same for one that is not of this virtual machine. */
    GroundBlock at(long address) {
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
        index = new BlockIndex();
        recent = new RecentFrees();
        moving.clear();
        seen = false;
    }

    /** A block has been allocated; nothing happens for the address 0. */
    void allocated(long base, long size) {
        if (base != 0 && size > 0) {
            add(new GroundBlock(base, size));
        }
    }

    private void add(GroundBlock block) {
        if (!seen) {
            seen = true;
        }
        GroundBlock gone = index.add(block);
        if (gone != null) {
            replace(gone.end());
        }
    }

    /** An address is about to be freed; nothing happens for 0. */
    void freeing(long address) {
        if (address == 0) {
            return;
        }
        GroundBlock block = index.remove(address);
        if (block == null) {
            freeingUnknown(address);
            return;
        }
        recent.freed(address);
        Region[] over = block.end();
        int cause = 0;
        for (Region region : over == null ? NO_REGIONS : over) {
            // Pools in one block, of which one gets its memory from the other, suffer from one fault.
            cause = ledger.spaces().close(region, cause);
        }
        ledger.closeWithin(address, block.size());
    }

    private void freeingUnknown(long address) {
        GroundBlock around = index.at(address);
        // What is not found by its base as well was entered, or is being taken out, by halves: it says nothing.
        if (around != null && index.beginsAtItsBase(around)) {
            fault(ViolationKind.INVALID_FREE, around.toString(),
                    new Extent(0, 1, Extent.NO_SLOT, address, around.base() + around.size() - address),
                    "expected the beginning of a block of native memory, but it lies "
                            .concat(Long.toString(address - around.base())).concat(" bytes inside one"));
        } else if (!recent.remembers(address)) {
            recent.stranger();
        } else if (recent.isCertain()) {
            fault(ViolationKind.DOUBLE_FREE, "native memory at 0x".concat(Long.toHexString(address)),
                    new Extent(0, 1, Extent.NO_SLOT, address, Extent.UNSAID),
                    "expected a block of native memory, but it has been given back to the system already");
        }
    }

    private void fault(ViolationKind kind, String where, Extent extent, String explanation) {
        ledger.report(Incident.of(kind, Operation.RELEASE).in(NAME, 0, where).at(extent).withExplanation(explanation));
        urgently.run();
    }

    /** A block is about to be resized, which may move it; ends it for the time being. Size 0 is a plain free, told apart. */
    void reallocating(long address, long size) {
        if (address == 0 || size == 0) {
            return;
        }
        GroundBlock block = index.remove(address);
        if (block == null) {
            freeingUnknown(address);
            return;
        }
        Region[] over = block.end();
        // Until we are told, it is neither live nor free.
        recent.forget(address);
        moving.put(Thread.currentThread(), new Moving(block, over == null ? NO_REGIONS : over));
    }

    /**
     * A block has been resized. One that stayed where it was keeps its regions. One that moved took its contents along, so
     * its pool may well go on there: nobody is accused, and the regions end silently.
     */
    void reallocated(long base, long size) {
        Moving old = moving.isEmpty() ? null : moving.remove(Thread.currentThread());
        if (old == null) {
            allocated(base, size);
        } else if (base == old.block.base()) {
            add(GroundBlock.resized(base, size, old.over));
        } else {
            recent.freed(old.block.base());
            replace(old.over);
            allocated(base, size);
        }
    }

    /** A block has not been resized, and is as before. */
    void reallocationFailed() {
        Moving old = moving.isEmpty() ? null : moving.remove(Thread.currentThread());
        if (old != null) {
            add(GroundBlock.resized(old.block.base(), old.block.size(), old.over));
        }
    }

    /** The block at an address has begun, or ended, without its being recorded, or recorded in full. */
    void unrecorded(long base) {
        recent.forget(base);
        GroundBlock gone = index.remove(base);
        if (gone != null) {
            replace(gone.end());
        }
    }

    private void replace(Region[] regions) {
        for (Region region : regions == null ? NO_REGIONS : regions) {
            ledger.replace(region);
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

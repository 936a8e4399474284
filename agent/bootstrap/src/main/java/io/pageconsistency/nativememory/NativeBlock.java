package io.pageconsistency.nativememory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

import io.pageconsistency.region.Region;

/**
 * One block of native memory from its allocation to its free, with the regions that lie in it.
 *
 * <p>Thread-safe. Takes 32 bytes of the Java heap, and about 16 more in the {@link BlockIndex}.
 */
public final class NativeBlock {
    private static final Region[] NONE = {};
    /** The value of {@link #regions} after the block was freed, or is about to be. */
    private static final Region[] ENDED = {};
    /** The value of {@link #regions} after it was noticed that the block had been freed unseen. */
    private static final Region[] FREED_UNSEEN = {};
    private static final VarHandle REGIONS;

    static {
        try {
            REGIONS = MethodHandles.lookup().findVarHandle(NativeBlock.class, "regions", Region[].class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long base;
    private final long size;
    private volatile Region[] regions;

    NativeBlock(long base, long size) {
        this(base, size, NONE);
    }

    private NativeBlock(long base, long size, Region[] regions) {
        this.base = base;
        this.size = size;
        this.regions = regions;
    }

    /** The address of the first byte. */
    public long base() {
        return base;
    }

    /** In bytes, as the JDK asked the system for it: rounded up to 8, plus what an alignment above 16 needs. */
    public long size() {
        return size;
    }

    public boolean contains(long address) {
        return address - base >= 0 && address - base < size;
    }

    /** Whether the block was not freed yet. */
    public boolean isLive() {
        return !isOver(regions);
    }

    /**
     * Whether the memory still belongs to the block: the block is live, or {@link NativeMemory.Leaving} is about to be called for
     * it. After that call the answer has no meaning.
     */
    public boolean stillExists() {
        return regions != FREED_UNSEEN;
    }

    private static boolean isOver(Region[] regions) {
        return regions == ENDED || regions == FREED_UNSEEN;
    }

    /**
     * Registers a region to be closed when this block is freed. Does no harm if the region is closed before.
     *
     * @return false, with nothing registered, if the block is no longer live
     */
    public boolean closeOnFree(Region region) {
        while (true) {
            Region[] present = regions;
            if (isOver(present)) {
                return false;
            }
            if (REGIONS.compareAndSet(this, present, with(present, region))) {
                return true;
            }
        }
    }

    /** Adds a region, and drops closed ones, because a pool may open many regions in one block regions time. */
    private static Region[] with(Region[] present, Region region) {
        Region[] next = new Region[present.length + 1];
        int n = 0;
        for (Region each : present) {
            if (each.isOpen() && each != region) {
                next[n++] = each;
            }
        }
        next[n++] = region;
        return n == next.length ? next : Arrays.copyOf(next, n);
    }

    /** Ends the block. Returns its regions to the one caller that ends it, and null to all others. */
    Region[] end() {
        return end(ENDED);
    }

    /** The same for a block that was freed unseen. */
    Region[] endUnseen() {
        return end(FREED_UNSEEN);
    }

    private Region[] end(Region[] how) {
        Region[] last = (Region[]) REGIONS.getAndSet(this, how);
        return isOver(last) ? null : last;
    }

    /** A block of another size at the same place, with the regions of a block that has {@linkplain #end() ended}. */
    static NativeBlock resized(long base, long size, Region[] regions) {
        return new NativeBlock(base, size, regions);
    }

    /** In words, for reports. */
    @Override
    public String toString() {
        return "native block, ".concat(Long.toString(size)).concat(" bytes at 0x").concat(Long.toHexString(base));
    }
}

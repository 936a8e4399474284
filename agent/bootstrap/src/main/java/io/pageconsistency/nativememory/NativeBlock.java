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
    /** The value of {@link #over} after the block was freed, or is about to be. */
    private static final Region[] ENDED = {};
    /** The value of {@link #over} after it was noticed that the block had been freed unseen. */
    private static final Region[] VANISHED = {};
    private static final VarHandle OVER;

    static {
        try {
            OVER = MethodHandles.lookup().findVarHandle(NativeBlock.class, "over", Region[].class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long base;
    private final long size;
    private volatile Region[] over;

    NativeBlock(long base, long size) {
        this(base, size, NONE);
    }

    private NativeBlock(long base, long size, Region[] over) {
        this.base = base;
        this.size = size;
        this.over = over;
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
        return !isOver(over);
    }

    /**
     * Whether the memory still belongs to the block: the block is live, or {@link NativeMemory.Leaving} is about to be called for it. After that
     * call the answer has no meaning.
     */
    public boolean isThere() {
        return over != VANISHED;
    }

    private static boolean isOver(Region[] over) {
        return over == ENDED || over == VANISHED;
    }

    /**
     * Registers a region to be closed when this block is freed. Does no harm if the region is closed before.
     *
     * @return false, with nothing registered, if the block is not live any more
     */
    public boolean over(Region region) {
        while (true) {
            Region[] present = over;
            if (isOver(present)) {
                return false;
            }
            if (OVER.compareAndSet(this, present, with(present, region))) {
                return true;
            }
        }
    }

    /** Adds a region, and drops closed ones, because a pool may open many regions in one block over time. */
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
    Region[] vanish() {
        return end(VANISHED);
    }

    private Region[] end(Region[] how) {
        Region[] last = (Region[]) OVER.getAndSet(this, how);
        return isOver(last) ? null : last;
    }

    /** A block of another size at the same place, with the regions of a block that has {@linkplain #end() ended}. */
    static NativeBlock resized(long base, long size, Region[] over) {
        return new NativeBlock(base, size, over);
    }

    /** In words, for reports. */
    @Override
    public String toString() {
        return "native block, ".concat(Long.toString(size)).concat(" bytes at 0x").concat(Long.toHexString(base));
    }
}

package io.pageconsistency.nativememory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

import io.pageconsistency.region.Region;

/**
 * One block of native memory between its allocation and its end, and the regions that lie in it.
 *
 * <p>Thread-safe. Takes 32 bytes of the Java heap, and about 16 more in the {@link BlockIndex}.
 */
public final class NativeBlock {
    private static final Region[] NONE = {};
    /** Stands in {@link #over} once the block is on its way back to the system. */
    private static final Region[] ENDED = {};
    /** Stands there instead once the block has gone back without its being told before. */
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

    /** In bytes, as asked of the system: the JDK rounds up to 8, and adds what an alignment above 16 needs. */
    public long size() {
        return size;
    }

    public boolean contains(long address) {
        return address - base >= 0 && address - base < size;
    }

    /** Whether the block has not been given back to the system. */
    public boolean isLive() {
        return !isOver(over);
    }

    /**
     * Whether the memory is still the block's where nobody was told yet that it goes: the block is live, or {@link NativeMemory.Leaving} is
     * about to be told. Afterwards it says nothing.
     */
    public boolean isThere() {
        return over != VANISHED;
    }

    private static boolean isOver(Region[] over) {
        return over == ENDED || over == VANISHED;
    }

    /**
     * Has a region closed when this block is freed. A region that has ended by itself by then is none the worse for it.
     *
     * @return false if the block is not live any more: then nothing is registered
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

    /** Also lets go of regions that have ended: a pool may begin many in one block, one after the other. */
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

    /** Ends the block; its regions, for the one caller who does, and null for all others. */
    Region[] end() {
        return end(ENDED);
    }

    /** The same for a block that is found to have gone back to the system. */
    Region[] vanish() {
        return end(VANISHED);
    }

    private Region[] end(Region[] how) {
        Region[] last = (Region[]) OVER.getAndSet(this, how);
        return isOver(last) ? null : last;
    }

    /** A block at the same place in another size, with the regions of one that has {@linkplain #end() ended}. */
    static NativeBlock resized(long base, long size, Region[] over) {
        return new NativeBlock(base, size, over);
    }

    /** In words, for reports. */
    @Override
    public String toString() {
        return "native block, ".concat(Long.toString(size)).concat(" bytes at 0x").concat(Long.toHexString(base));
    }
}

package io.pageconsistency.nativememory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import io.pageconsistency.Extent;

/**
 * The blocks that were freed recently; a bounded, lossy table.
 *
 * <p>A second free of an address is a sure fault only if the agent sees all allocations. A program may have the JDK free memory that a native
 * library allocated. Then a second free of an address can be right, because the library may have got that address in between. Such a
 * program also frees addresses whose allocation the agent has not seen, {@linkplain #stranger strangers}. Blocks from before the agent look
 * the same. So this class counts the strangers that cannot be such blocks; if there are too many, the table is no longer
 * {@linkplain #isCertain() certain}.
 *
 * <p>Thread-safe. Takes 256 KiB.
 */
final class RecentFrees {
    private static final int BITS = 13;
    /** The address, the size and the region of an entry are side by side, so that they share a cache line. */
    private static final int STRIDE = 4;
    private static final int SIZE = 1;
    private static final int REGION = 2;
    /** Up to so many strangers may have another reason. */
    static final int STRANGERS = 64;
    /** The first so many old blocks are checked, and after that one of so many. */
    private static final int LOOKED_AT = 1 << 10;
    private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] entries = new long[STRIDE << BITS];
    private final boolean late;
    /** Both are counted without atomics, because they are only estimates. */
    private volatile int strangers;
    private int old;

    /** @param late whether there may be any number of blocks from before the agent */
    RecentFrees(boolean late) {
        this.late = late;
    }

    /**
     * A block is about to be freed.
     *
     * @param region the number of a region that lay in it, or 0
     */
    void freed(long address, long size, int region) {
        int index = index(address);
        ENTRY.setOpaque(entries, index + SIZE, size);
        ENTRY.setOpaque(entries, index + REGION, (long) region);
        ENTRY.setRelease(entries, index, address);
    }

    /** Forgets an address. */
    void forget(long address) {
        if (remembers(address)) {
            ENTRY.setOpaque(entries, index(address), 0L);
        }
    }

    /** An address was freed that is neither live nor among the recent frees. */
    void stranger(long address) {
        if (!late || isLookedAt() && liesInWhatWasFreed(address)) {
            int n = strangers;
            if (n <= STRANGERS) {
                strangers = n + 1;
            }
        }
    }

    /** Whether to check this one; a check takes some microseconds. */
    private boolean isLookedAt() {
        int n = old;
        old = n + 1;
        return n < LOOKED_AT || n % LOOKED_AT == 0;
    }

    /** Whether an address lies in a block that was freed recently. If so, it was allocated since then by code that the agent does not see. */
    private boolean liesInWhatWasFreed(long address) {
        for (int i = 0; i < entries.length; i += STRIDE) {
            long base = (long) ENTRY.getOpaque(entries, i);
            if (base != 0 && address - base >= 0 && address - base < (long) ENTRY.getOpaque(entries, i + SIZE)) {
                return true;
            }
        }
        return false;
    }

    boolean remembers(long address) {
        return (long) ENTRY.getAcquire(entries, index(address)) == address;
    }

    /** The number of a region that lay in the block freed at an address; 0 if there was none, or if the block is forgotten. */
    int region(long address) {
        int region = (int) (long) ENTRY.getOpaque(entries, index(address) + REGION);
        return remembers(address) ? region : 0;
    }

    /** The size of the block freed at an address, or {@link Extent#UNSAID} if it is forgotten. */
    long size(long address) {
        long size = (long) ENTRY.getOpaque(entries, index(address) + SIZE);
        return remembers(address) ? size : Extent.UNSAID;
    }

    /** Whether another free of a remembered address is surely a double free. */
    boolean isCertain() {
        return strangers <= STRANGERS;
    }

    private static int index(long address) {
        return (int) (address * 0x9E3779B97F4A7C15L >>> 64 - BITS) * STRIDE;
    }
}

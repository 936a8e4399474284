package io.pageconsistency.nativememory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import io.pageconsistency.Extent;

/**
 * Which blocks were freed lately: a bounded memory that forgets.
 *
 * <p>What it says is certain only where all native memory is allocated and freed before our eyes. A program that has the JDK
 * free what a native library allocated may free an address a second time quite rightly, because the library was given it in
 * between. Such a program also frees addresses that we have never seen, {@linkplain #stranger strangers}. Blocks that are older
 * than we are look the same. So it counts how many strangers cannot be such blocks, and when there are too many of those this
 * memory says nothing any more, which is to be {@linkplain #isCertain() said}.
 *
 * <p>Thread-safe. Takes 256 KiB.
 */
final class RecentFrees {
    private static final int BITS = 13;
    /** An address, how many bytes there were, and which region; side by side, so that they share a cache line. */
    private static final int STRIDE = 4;
    private static final int SIZE = 1;
    private static final int REGION = 2;
    /** So many strangers may have another reason. */
    static final int STRANGERS = 64;
    /** Of that many old blocks each is looked at, and then one of this many. */
    private static final int LOOKED_AT = 1 << 10;
    private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] entries = new long[STRIDE << BITS];
    private final boolean late;
    /** Both are counted with races: they are a doubt, not figures. */
    private volatile int strangers;
    private int old;

    /** @param late whether there may be any number of blocks that are older than we are */
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

    /** Nothing is known of an address from here on. */
    void forget(long address) {
        if (remembers(address)) {
            ENTRY.setOpaque(entries, index(address), 0L);
        }
    }

    /** Something was freed that is neither live nor remembered. */
    void stranger(long address) {
        if (!late || isLookedAt() && liesInWhatWasFreed(address)) {
            int n = strangers;
            if (n <= STRANGERS) {
                strangers = n + 1;
            }
        }
    }

    /** To look for one takes some microseconds. */
    private boolean isLookedAt() {
        int n = old;
        old = n + 1;
        return n < LOOKED_AT || n % LOOKED_AT == 0;
    }

    /** What lies in memory that we saw go back to the system was allocated since, and by somebody whom we do not see. */
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

    /** The number of a region that lay in the block that was freed at an address, or 0 where there was none or it is forgotten. */
    int region(long address) {
        int region = (int) (long) ENTRY.getOpaque(entries, index(address) + REGION);
        return remembers(address) ? region : 0;
    }

    /** How many bytes there were at an address that was freed, or {@link Extent#UNSAID} where that is forgotten. */
    long size(long address) {
        long size = (long) ENTRY.getOpaque(entries, index(address) + SIZE);
        return remembers(address) ? size : Extent.UNSAID;
    }

    /** Whether an address that is remembered can only have been freed twice. */
    boolean isCertain() {
        return strangers <= STRANGERS;
    }

    private static int index(long address) {
        return (int) (address * 0x9E3779B97F4A7C15L >>> 64 - BITS) * STRIDE;
    }
}

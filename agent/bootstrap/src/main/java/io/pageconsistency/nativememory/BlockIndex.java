package io.pageconsistency.nativememory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;

/**
 * Finds live blocks by their base and by any address inside.
 *
 * <p>There are two tables, because a free names the base of a block, but not its size. The second table divides the address space, for each
 * k, into cells of 2<sup>k-1</sup> bytes. A block whose size is from 2<sup>k-1</sup> up to 2<sup>k</sup> is entered under the cell of that
 * size in which it begins. No two such blocks can begin in one cell, and a block that covers an address begins in the address's cell or in
 * one of the two below. So a look-up by address costs three probes for each k that was ever used, whatever the number of blocks.
 *
 * <p>Thread-safe; takes no lock.
 */
final class BlockIndex {
    /** The bits for k in a key. */
    private static final int CLASS_BITS = 6;
    private static final VarHandle CLASSES;

    static {
        try {
            CLASSES = MethodHandles.lookup().findVarHandle(BlockIndex.class, "classes", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final class ByBase extends BlockTable {
        @Override
        long keyOf(NativeBlock block) {
            return block.base();
        }
    }

    private static final class ByCell extends BlockTable {
        @Override
        long keyOf(NativeBlock block) {
            int k = sizeClass(block.size());
            return key(k, block.base() >>> k - 1);
        }
    }

    private final BlockTable bases = new ByBase();
    private final BlockTable cells = new ByCell();
    /** Bit k is set if there ever was a block of size class k. */
    private volatile long classes;

    /** The k for which a size is at least 2^(k-1) and less than 2^k. */
    private static int sizeClass(long size) {
        return Long.SIZE - Long.numberOfLeadingZeros(size);
    }

    private static long key(int k, long cell) {
        return cell << CLASS_BITS | k;
    }

    /**
     * Enters a block.
     *
     * @return mostly null; otherwise an old block at the same place, whose free the agent has not seen
     */
    NativeBlock add(NativeBlock block) {
        long bit = 1L << sizeClass(block.size());
        if ((classes & bit) == 0) {
            CLASSES.getAndBitwiseOr(this, bit);
        }
        NativeBlock inCell = cells.put(block);
        NativeBlock atBase = bases.put(block);
        if (atBase != null && atBase != inCell) {
            cells.remove(atBase);
        }
        if (inCell != null && inCell != atBase) {
            bases.remove(inCell);
        }
        return atBase != null ? atBase : inCell;
    }

    /** The block that begins at an address, or null. May be a block that has ended but was not removed yet. */
    NativeBlock beginningAt(long base) {
        return bases.find(base);
    }

    /** Removes this very block, not a new one at the same place; true for the one caller that removes it. */
    boolean remove(NativeBlock block) {
        boolean removed = bases.remove(block);
        cells.remove(block);
        return removed;
    }

    /** Whether a block is also found by its base. */
    boolean beginsAtItsBase(NativeBlock block) {
        return bases.find(block.base()) == block;
    }

    /** The live block that contains an address, or null. */
    NativeBlock at(long address) {
        for (long left = classes; left != 0; left &= left - 1) {
            int k = Long.numberOfTrailingZeros(left);
            long cell = address >>> k - 1;
            for (long c = cell; c >= 0 && c >= cell - 2; c--) {
                NativeBlock block = cells.find(key(k, c));
                if (block != null && block.contains(address) && block.isLive()) {
                    return block;
                }
            }
        }
        return null;
    }

    /** Calls the action with all blocks that are live throughout, and perhaps with some that begin or end meanwhile. */
    void forEach(Consumer<NativeBlock> action) {
        bases.forEach(block -> {
            if (block.isLive()) {
                action.accept(block);
            }
        });
    }
}

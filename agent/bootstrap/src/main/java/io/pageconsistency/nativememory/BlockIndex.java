package io.pageconsistency.nativememory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;

/**
 * The live blocks, by their base and by any address inside.
 *
 * <p>Two tables, because the system is given a base to free, but not the size. In the second one a block whose size is
 * from 2<sup>k-1</sup> up to 2<sup>k</sup> stands at the cell of 2<sup>k-1</sup> bytes in which it begins. No two such blocks
 * can begin in one cell, and one that covers an address begins in the address's cell or one of the two below: a question
 * costs three looks for each k that has ever been used, whatever the number of blocks.
 *
 * <p>Thread-safe; takes no lock.
 */
final class BlockIndex {
    /** Room for k after the number of the cell. */
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
    /** Bit k says that there has been a block of class k. */
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
     * @return a block that cannot be there any more, because its place is taken: its end was not seen; mostly null
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

    /** The block that begins at an address, also one that has ended and is still there; or null. */
    NativeBlock beginningAt(long base) {
        return bases.find(base);
    }

    /** Takes out this very block, and none that has its place by now; true for the one caller who does. */
    boolean remove(NativeBlock block) {
        boolean removed = bases.remove(block);
        cells.remove(block);
        return removed;
    }

    /** Whether a block found by an address inside is also found by its base. */
    boolean beginsAtItsBase(NativeBlock block) {
        return bases.find(block.base()) == block;
    }

    /** The live block that an address lies in, or null. */
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

    /** Shows all blocks that are live throughout, and perhaps some that end or begin meanwhile. */
    void forEach(Consumer<NativeBlock> action) {
        bases.forEach(block -> {
            if (block.isLive()) {
                action.accept(block);
            }
        });
    }
}

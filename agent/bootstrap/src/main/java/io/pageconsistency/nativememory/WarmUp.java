package io.pageconsistency.nativememory;

import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;

/**
 * Runs through all code paths on a record of its own, so that all classes are loaded and all call sites linked. The real record may
 * be called during class loading, when nothing can be loaded.
 */
final class WarmUp {
    private static final long BASE = 1L << 40;
    private static final long PAGE = 4_096;
    /** Enough blocks to make the tables grow. */
    private static final int BLOCKS = 3 << BlockTable.INITIAL_BITS - 1;

    private WarmUp() {
    }

    static void run() {
        Ledger ledger = new Ledger();
        NativeMemory nativeMemory = new NativeMemory(ledger);
        NativeMemoryTracker told = new NativeMemoryTracker(nativeMemory, ledger.reports());
        for (int i = 0; i < BLOCKS; i++) {
            told.allocated(BASE + i * PAGE, PAGE / 2);
        }
        // Nothing in these regions is held, so nothing is reported.
        Region over = region(ledger, 0);
        Region other = region(ledger, 0);
        nativeMemory.at(BASE + PAGE / 4).closeOnFree(over);
        nativeMemory.at(BASE).closeOnFree(other);
        Region within = region(ledger, BASE + 2 * PAGE);
        told.reallocating(BASE, PAGE);
        told.reallocationFailed();
        told.reallocating(BASE, PAGE);
        told.reallocated(BASE, PAGE);
        told.reallocating(BASE + PAGE, PAGE);
        told.reallocated(BASE - PAGE, PAGE);
        told.allocated(BASE + 3 * PAGE, PAGE);
        nativeMemory.unrecorded(BASE + 3 * PAGE);
        nativeMemory.unrecorded(BASE + 3 * PAGE);
        for (int i = -1; i < BLOCKS; i++) {
            told.freeing(BASE + i * PAGE);
        }
        if (over.isOpen() || other.isOpen() || within.isOpen() || nativeMemory.blocks() != 0) {
            throw new IllegalStateException("the record of native memory does not work on this virtual machine");
        }
    }

    private static Region region(Ledger ledger, long address) {
        return ledger.open(NativeMemory.NAME, ledger, new Geometry(address, 0, PAGE / 4, PAGE / 4, false), true);
    }
}

package io.pageconsistency.ground;

import io.pageconsistency.region.Geometry;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Region;

/** Walks all ways through a ground of its own, so that all classes are loaded and all call sites linked. */
final class WarmUp {
    private static final long BASE = 1L << 40;
    private static final long PAGE = 4_096;
    /** Has the tables grow. */
    private static final int BLOCKS = 3 << BlockTable.INITIAL_BITS - 1;

    private WarmUp() {
    }

    static void run() {
        Ledger ledger = new Ledger();
        Ground ground = new Ground(ledger);
        for (int i = 0; i < BLOCKS; i++) {
            ground.allocated(BASE + i * PAGE, PAGE / 2);
        }
        // Held by nobody, so that nothing is reported.
        Region over = region(ledger, 0);
        Region other = region(ledger, 0);
        ground.at(BASE + PAGE / 4).over(over);
        ground.at(BASE).over(other);
        Region within = region(ledger, BASE + 2 * PAGE);
        ground.reallocating(BASE, PAGE);
        ground.reallocationFailed();
        ground.reallocating(BASE, PAGE);
        ground.reallocated(BASE, PAGE);
        ground.reallocating(BASE + PAGE, PAGE);
        ground.reallocated(BASE - PAGE, PAGE);
        ground.allocated(BASE + 3 * PAGE, PAGE);
        ground.unrecorded(BASE + 3 * PAGE);
        ground.unrecorded(BASE + 3 * PAGE);
        for (int i = -1; i < BLOCKS; i++) {
            ground.freeing(BASE + i * PAGE);
        }
        if (over.isOpen() || other.isOpen() || within.isOpen() || ground.blocks() != 0) {
            throw new IllegalStateException("the record of native memory does not work on this virtual machine");
        }
    }

    private static Region region(Ledger ledger, long address) {
        return ledger.open(Ground.NAME, ledger, new Geometry(address, 0, PAGE / 4, PAGE / 4, false), true);
    }
}

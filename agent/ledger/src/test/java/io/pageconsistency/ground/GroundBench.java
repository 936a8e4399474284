package io.pageconsistency.ground;

import io.pageconsistency.ledger.Ledger;

/** A ground of its own, for the benches of other packages. */
public final class GroundBench {
    private final Ground ground;

    public GroundBench(Ledger ledger) {
        ground = new Ground(ledger);
    }

    public void allocated(long base, long size) {
        ground.allocated(base, size);
    }

    public void freeing(long base) {
        ground.freeing(base);
    }

    public void moved(long base, long to, long size) {
        ground.reallocating(base, size);
        ground.reallocated(to, size);
    }

    public GroundBlock at(long address) {
        return ground.at(address);
    }
}

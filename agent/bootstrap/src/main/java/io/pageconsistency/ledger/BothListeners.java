package io.pageconsistency.ledger;

import io.pageconsistency.Operation;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.LedgerListener;

/** Two listeners that both may want to be told of single operations. */
record BothListeners(LedgerListener one, LedgerListener other) implements LedgerListener {
    @Override
    public boolean wantsOperations() {
        return one.wantsOperations() || other.wantsOperations();
    }

    @Override
    public void crossed(Operation operation, Region region, long page, long count, int slot) {
        if (one.wantsOperations()) {
            one.crossed(operation, region, page, count, slot);
        }
        if (other.wantsOperations()) {
            other.crossed(operation, region, page, count, slot);
        }
    }
}

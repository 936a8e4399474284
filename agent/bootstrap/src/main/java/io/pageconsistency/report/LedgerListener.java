package io.pageconsistency.report;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.Validation;
import io.pageconsistency.Violation;
import io.pageconsistency.region.Region;

/**
 * Receives events of the ledger; implemented by the outputs.
 *
 * <p>The methods are called on the thread that performs the operation, possibly while the pool's own lock is held. So
 * implementations must not block and must not call the pool. What they throw is swallowed and counted.
 */
public interface LedgerListener {
    /** Called once for each finding. */
    default void violation(Violation violation) {
    }

    default void opened(Region region) {
    }

    /** @param collected whether the region was closed because its owner was collected, not by the pool */
    default void closed(Region region, boolean collected) {
    }

    /**
     * A transferred unit looked wrong to this thread until a full fence: the memory was passed to the thread without
     * synchronisation. This is not a violation.
     *
     * @param other the party of the previous transfer; null if not on record
     */
    default void seenLate(Operation operation, Region region, Extent memory, Party other) {
    }

    /** The whole record was checked. */
    default void validated(Validation validation) {
    }

    /**
     * Whether {@link #crossed} is to be called. Read when a listener is added, several times a second, and for each operation while
     * it is true.
     */
    default boolean wantsOperations() {
        return false;
    }

    /**
     * An operation took place. Called only while {@link #wantsOperations} returns true.
     *
     * @param slot the slot's index in the run that begins at {@code page}, or {@link io.pageconsistency.Extent#NO_SLOT}
     */
    default void crossed(Operation operation, Region region, long page, long count, int slot) {
    }
}

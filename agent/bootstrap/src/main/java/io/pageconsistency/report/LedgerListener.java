package io.pageconsistency.report;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.Validation;
import io.pageconsistency.Violation;
import io.pageconsistency.region.Region;

/**
 * What an output learns from the ledger.
 *
 * <p>Called on the thread that performs the operation, possibly while the pool's own lock is held: implementations do not
 * block and do not call the pool. What they throw is swallowed and counted.
 */
public interface LedgerListener {
    /** A finding; called once for each. */
    default void violation(Violation violation) {
    }

    default void opened(Region region) {
    }

    /** @param collected whether the garbage collector ended the pool, rather than the pool its region */
    default void closed(Region region, boolean collected) {
    }

    /**
     * Memory has crossed that this thread saw in its true state only after a fence: it was passed to the thread without
     * synchronisation. No violation.
     *
     * @param other who had to do with the memory before; null where that is not on record
     */
    default void seenLate(Operation operation, Region region, Extent memory, Party other) {
    }

    /** The whole record was checked. */
    default void validated(Validation validation) {
    }

    /**
     * Whether {@link #crossed} wants to be called. Asked when a listener is named, some times a second, and for each operation while it
     * is so.
     */
    default boolean wantsOperations() {
        return false;
    }

    /**
     * An operation happened.
     *
     * @param slot the slot's index in the run that begins at {@code page}, or {@link io.pageconsistency.Extent#NO_SLOT}
     */
    default void crossed(Operation operation, Region region, long page, long count, int slot) {
    }
}

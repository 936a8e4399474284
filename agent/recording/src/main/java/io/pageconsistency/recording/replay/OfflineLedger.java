package io.pageconsistency.recording.replay;

import io.pageconsistency.Violation;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.LedgerListener;

/** The ledger for recorded operations. No other class of this package uses the ledger. Not thread-safe. */
final class OfflineLedger {
    /** Events do not tell the size of a slot. The smallest possible size leaves room for all slots that a run may have. */
    private static final int SLOT_BYTES = 16;
    private static final long MOST_SLOTS = 1 << 16;

    private final Ledger ledger = new Ledger();
    private Violation first;

    OfflineLedger() {
        ledger.reports().add(new LedgerListener() {
            @Override
            public void violation(Violation violation) {
                if (first == null && violation.isCounted()) {
                    first = violation;
                }
            }
        });
    }

    /**
     * A region.
     *
     * @param owner kept here, because the ledger forgets a region when its owner is collected
     * @param reserves whether the pool records its claims of pages; otherwise this class claims them
     * @param known whether the opening of the region is in the recording
     */
    record Memory(Region region, Object owner, boolean reserves, boolean known) {
        private int slotsIn(long runPages) {
            return (int) Math.min(MOST_SLOTS, Math.max(1, runPages * region.pageSize() / SLOT_BYTES));
        }
    }

    /**
     * Opens a region with the parameters of {@link Memory}. If its beginning is unknown, the first operation on each page sets its
     * state.
     */
    Memory open(String allocator, long pages, long pageSize, boolean reserves, boolean known) {
        Object owner = new Object();
        // The address is left out: callers tell regions apart, and several regions may follow one another at one address.
        return new Memory(ledger.open(allocator, owner, new Geometry(0, 0, pages * pageSize, pageSize, true), known), owner, reserves,
                known);
    }

    void close(Memory memory) {
        ledger.close(memory.region);
    }

    /** From now on ignores findings about a region, as the agent does for a collected pool. */
    void abandon(Memory memory) {
        ledger.regions().abandonAll(region -> region == memory.region, region -> { });
    }

    void reserve(Memory memory, long page, long count) {
        ledger.reserve(memory.region, page, count);
    }

    void release(Memory memory, long page, long count) {
        ledger.release(memory.region, page, count);
    }

    void handOut(Memory memory, long page, long count) {
        if (!memory.reserves) {
            reserve(memory, page, count);
        }
        if (first == null) {
            ledger.handOut(memory.region, page, count, page * memory.region.pageSize(), count * memory.region.pageSize());
        }
    }

    void takeBack(Memory memory, long page, long count) {
        ledger.takeBack(memory.region, page, count);
        if (!memory.reserves && first == null) {
            release(memory, page, count);
        }
    }

    void reserveSlot(Memory memory, long page, long runPages, int slot) {
        ledger.reserveSlot(memory.region, page, runPages, memory.slotsIn(runPages), SLOT_BYTES, slot);
    }

    void releaseSlot(Memory memory, long page, long runPages, int slot) {
        ledger.releaseSlot(memory.region, page, runPages, slot);
    }

    void handOutSlot(Memory memory, long page, long runPages, int slot) {
        ledger.handOutSlot(memory.region, page, runPages, slot, page * memory.region.pageSize() + (long) slot * SLOT_BYTES, SLOT_BYTES);
    }

    void takeBackSlot(Memory memory, long page, long runPages, int slot) {
        ledger.takeBackSlot(memory.region, page, runPages, slot);
    }

    /** The first root cause so far, except leaks; null if there is none. */
    Violation finding() {
        return first;
    }
}

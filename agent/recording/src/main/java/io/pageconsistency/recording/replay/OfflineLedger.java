package io.pageconsistency.recording.replay;

import io.pageconsistency.Violation;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.LedgerListener;

/** The ledger for recorded operations; the only class of this package that uses it. Not thread-safe. */
final class OfflineLedger {
    /** Events do not tell how large a slot is, so each is as small as can be; then there is room for all that a run may have. */
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
     * @param owner kept here, because the ledger lets go of a region whose owner is collected
     * @param reserves whether its pool claims pages by operations of their own; else that is done here
     * @param known whether its beginning is in the recording
     */
    record Memory(Region region, Object owner, boolean reserves, boolean known) {
        private int slotsIn(long runPages) {
            return (int) Math.min(MOST_SLOTS, Math.max(1, runPages * region.pageSize() / SLOT_BYTES));
        }
    }

    /** Parameters as in {@link Memory}; where the beginning is unknown, pages are learned from what happens to them first. */
    Memory open(String allocator, long pages, long pageSize, boolean reserves, boolean known) {
        Object owner = new Object();
        // Without an address: regions are told apart by whoever asks, and those that follow each other at one place are several.
        return new Memory(ledger.open(allocator, owner, new Geometry(0, 0, pages * pageSize, pageSize, true), known), owner, reserves,
                known);
    }

    void close(Memory memory) {
        ledger.close(memory.region);
    }

    /** Ignores findings about a region from now on, as the agent does for a collected pool. */
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

    /** The first root cause so far, leaks left out; null for none. */
    Violation finding() {
        return first;
    }
}

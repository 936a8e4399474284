package io.pageconsistency.freed;

import io.pageconsistency.region.Region;
import io.pageconsistency.verdict.Unit;

/**
 * A piece of memory in quarantine: its user has given it back, and its pool does not have it yet. Two are equal if they stand for
 * the same memory. Immutable; keeps neither the pool nor its classes alive.
 */
public final class KeptBack {
    private final Region region;
    private final long page;
    private final long count;
    private final int slot;
    private final long ticket;
    private final long length;
    private final int pool;

    /**
     * @param page the first page of the run
     * @param count the number of pages of the run
     * @param slot the slot in the run, or {@link io.pageconsistency.Extent#NO_SLOT}
     * @param ticket the pool's own handle of the memory
     * @param length the length in bytes, as the pool counts it
     * @param pool a number for the pool, such as an identity hash; two pools rarely have the same
     */
    public KeptBack(Region region, long page, long count, int slot, long ticket, long length, int pool) {
        this.region = region;
        this.page = page;
        this.count = count;
        this.slot = slot;
        this.ticket = ticket;
        this.length = length;
        this.pool = pool;
    }

    public Region region() {
        return region;
    }

    public long page() {
        return page;
    }

    public long count() {
        return count;
    }

    public int slot() {
        return slot;
    }

    public long ticket() {
        return ticket;
    }

    public long length() {
        return length;
    }

    int pool() {
        return pool;
    }

    Unit unit() {
        return Unit.of(region, page, count, slot);
    }

    /** The pool's own object for the region; null after it was collected, so that no pool can get the memory back. */
    Object owner() {
        return switch (region.state()) {
            case OPEN, ABANDONED -> region.get();
            case CLOSED, COLLECTED, REPLACED -> null;
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeptBack kept && kept.region == region && kept.ticket == ticket;
    }

    @Override
    public int hashCode() {
        // Multiplies, because the numbers of pages and slots differ in few bits.
        return System.identityHashCode(region) ^ (int) (ticket * 0x9e3779b97f4a7c15L >>> 32);
    }
}

package io.pageconsistency.freed;

import io.pageconsistency.region.Region;

/**
 * A piece of free memory that a guard guards. Immutable. All methods are called under the internal lock of its region, like
 * {@link Guard#guard}.
 */
public abstract class Guarded {
    /** Why a guard ends. */
    public enum Why {
        /** The memory is about to be used. */
        USED,
        /** The memory is about to go back to the system. */
        CLOSED,
        /** The record no longer tells whether the memory is free. The memory still exists. */
        DROPPED,
        /** The memory may belong to another owner by now and must not be accessed. */
        GONE
    }

    private final Region region;
    private final long from;
    private final long end;

    /**
     * @param from the {@linkplain Region#placeOf place} where it begins
     * @param end the place after it
     */
    protected Guarded(Region region, long from, long end) {
        this.region = region;
        this.from = from;
        this.end = end;
    }

    protected final Region region() {
        return region;
    }

    /** The place where this memory begins. */
    public final long from() {
        return from;
    }

    /** The place after it. */
    public final long end() {
        return end;
    }

    public final boolean overlaps(long start, long before) {
        return from < before && start < end;
    }

    /**
     * Ends the guard for a part of this memory, or all of it.
     *
     * @return an action to run after the lock is released; null for none
     */
    public abstract Runnable open(long start, long before, Why why);

    /** The guard of a part that stays guarded after the rest was opened; null if the part is not guarded either. */
    public abstract Guarded rest(long start, long before);

    /**
     * Checks the memory while it stays guarded.
     *
     * @return an action to run after the lock is released; null for none
     */
    public Runnable check() {
        return null;
    }
}

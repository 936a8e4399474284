package io.pageconsistency.freed;

import io.pageconsistency.region.Region;

/**
 * Some memory that is free, and guarded. Immutable. All methods are called under the lock of its region, as {@link Guard#guard} is.
 */
public abstract class Guarded {
    /** Why memory is guarded no longer. */
    public enum Why {
        /** It is about to be used. */
        USED,
        /** It is about to go back to the system. */
        CLOSED,
        /** Nobody can say any more whether it is free. It is still there. */
        DROPPED,
        /** It may be somebody else's by now, and must not be touched. */
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

    /** The place where it begins. */
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
     * Guards a part of it no longer, or all.
     *
     * @return what is to be done about it when the lock is not held any more; null for nothing
     */
    public abstract Runnable open(long start, long before, Why why);

    /** What still guards a part of it when the others are not guarded any more; null for nothing. */
    public abstract Guarded rest(long start, long before);

    /**
     * Looks whether all is well with it, while it stays guarded.
     *
     * @return as for {@link #open}
     */
    public Runnable look() {
        return null;
    }
}

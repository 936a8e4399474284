package io.pageconsistency.region;

/**
 * What faults have left of a region's memory, by {@linkplain Region#placeOf place}.
 *
 * <p>In two layers, because the states of pages and of what lies in them are two records of the same memory: a run may be claimed
 * while a slot of it is released. Thread-safe.
 */
public final class Contests {
    /** Of whole pages. */
    public final Contested pages = new Contested();
    /** Of slots, and of bytes. */
    public final Contested pieces = new Contested();

    /** @param piece whether it lies in pages */
    public Contested of(boolean piece) {
        return piece ? pieces : pages;
    }
}

package io.pageconsistency.region;

/**
 * The consequences of earlier faults in a region, by {@linkplain Region#placeOf place}.
 *
 * <p>There are two layers, because pages and the slots or bytes in them have separate records of the same memory: a run may be
 * claimed while a slot in it is free. Thread-safe.
 */
public final class Contests {
    /** The layer of whole pages. */
    public final Contested pages = new Contested();
    /** The layer of slots and bytes. */
    public final Contested pieces = new Contested();

    /** @param piece whether the unit is a slot or bytes, not whole pages */
    public Contested of(boolean piece) {
        return piece ? pieces : pages;
    }
}

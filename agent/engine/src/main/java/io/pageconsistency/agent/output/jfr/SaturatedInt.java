package io.pageconsistency.agent.output.jfr;

/**
 * Counts and indices as events carry them.
 *
 * <p>An {@code int}, although the ledger counts in {@code long}: JDK Mission Control takes a {@code long} for a raw number,
 * with which it neither sums nor compares. What is too big is shown as the biggest; the address still tells the place.
 */
final class SaturatedInt {
    private SaturatedInt() {
    }

    static int of(long value) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
    }
}

package io.pageconsistency.agent.output.jfr;

/**
 * Converts counts and indices to the type that events use.
 *
 * <p>The ledger counts in {@code long}, but events have {@code int}: JDK Mission Control treats a {@code long} as a raw number and
 * neither sums nor compares it. A value that is too large becomes the largest {@code int}. The address still identifies the memory.
 */
final class SaturatedInt {
    private SaturatedInt() {
    }

    static int of(long value) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
    }
}

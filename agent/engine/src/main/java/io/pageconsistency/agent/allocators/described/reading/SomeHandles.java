package io.pageconsistency.agent.allocators.described.reading;

import java.util.function.BooleanSupplier;

/**
 * Samples the handles that are kept from being reused, because each of them costs its pool a new object. Thread-safe. The counter
 * is plain: under contention another handle is chosen, which does no harm.
 */
public final class SomeHandles implements BooleanSupplier {
    /** One handle out of this many is kept. */
    static final int OF = 64;

    private int count;

    @Override
    public boolean getAsBoolean() {
        return ++count % OF == 0;
    }
}

package io.pageconsistency.agent.allocators.described.reading;

import java.util.function.BooleanSupplier;

/**
 * Chooses one handle of many that is kept from being used again: each costs its pool a new object. Thread-safe; counting races on
 * purpose, since it does not matter which one it is.
 */
public final class SomeHandles implements BooleanSupplier {
    /** One of so many. */
    static final int OF = 64;

    private int count;

    @Override
    public boolean getAsBoolean() {
        return ++count % OF == 0;
    }
}

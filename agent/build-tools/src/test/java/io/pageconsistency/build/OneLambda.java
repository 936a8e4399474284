package io.pageconsistency.build;

import java.util.function.Supplier;

/** Supplies the same lambda each time. The lambda captures nothing. */
public final class OneLambda implements Supplier<Runnable> {
    @Override
    public Runnable get() {
        return () -> { };
    }
}

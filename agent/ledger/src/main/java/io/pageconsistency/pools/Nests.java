package io.pageconsistency.pools;

/** The {@link Nest} of each thread. Thread-safe. */
public final class Nests {
    private final ThreadLocal<Nest> all;

    public Nests(Spaces spaces) {
        all = ThreadLocal.withInitial(() -> new Nest(spaces));
    }

    public Nest ofThisThread() {
        return all.get();
    }

    /** The one that a method is run in; on its thread. */
    public Nest of(Nest.Frame frame) {
        return frame != null ? frame.nest() : ofThisThread();
    }
}

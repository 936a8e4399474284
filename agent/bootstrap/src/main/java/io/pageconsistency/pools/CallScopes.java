package io.pageconsistency.pools;

/** The {@link CallScope} of each thread. Thread-safe. */
public final class CallScopes {
    private final ThreadLocal<CallScope> all;

    public CallScopes(TrackedPools trackedPools) {
        all = ThreadLocal.withInitial(() -> new CallScope(trackedPools));
    }

    public CallScope current() {
        return all.get();
    }

    /** The scope of a frame; the current thread's scope if the frame is null. */
    public CallScope of(CallScope.Frame frame) {
        return frame != null ? frame.scope() : current();
    }
}

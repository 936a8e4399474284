package io.pageconsistency;

import java.lang.ref.WeakReference;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.pageconsistency.report.LedgerListener;

/**
 * Wraps a listener that the application registered. The listener's own class keeps it alive, and this object refers to it weakly.
 * So the listener lasts until it is removed or until its class loader is collected, whichever comes first. Two wrappers of one
 * listener are equal.
 */
final class ApplicationListener implements LedgerListener {
    private static final ClassValue<Queue<ViolationListener>> KEPT = new ClassValue<>() {
        @Override
        protected Queue<ViolationListener> computeValue(Class<?> type) {
            return new ConcurrentLinkedQueue<>();
        }
    };

    private final WeakReference<ViolationListener> listener;
    private final int hash;

    ApplicationListener(ViolationListener listener) {
        this.listener = new WeakReference<>(listener);
        hash = listener.hashCode();
    }

    /** Keeps a listener alive for as long as its class. */
    static void keep(ViolationListener listener) {
        KEPT.get(listener.getClass()).add(listener);
    }

    /** Undoes one {@link #keep}. */
    static void letGo(ViolationListener listener) {
        KEPT.get(listener.getClass()).remove(listener);
    }

    @Override
    public void violation(Violation violation) {
        ViolationListener told = listener.get();
        if (told != null) {
            told.onViolation(violation);
        }
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        ViolationListener own = listener.get();
        return this == other || other instanceof ApplicationListener that && own != null && own.equals(that.listener.get());
    }
}

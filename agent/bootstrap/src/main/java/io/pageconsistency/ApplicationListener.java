package io.pageconsistency;

import java.lang.ref.WeakReference;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.pageconsistency.report.LedgerListener;

/**
 * A listener of the application's: kept by its own class, and from here weakly. So it lasts until it is removed, or until the
 * application is gone with its class loader, whatever comes first. Equal to another one of the same listener.
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

    /** Keeps a listener as long as its class. */
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

package io.pageconsistency.jvm;

import java.util.function.Consumer;

import io.pageconsistency.report.Reports;

/**
 * Tells when the application has asked for the platform MBean server.
 *
 * <p>If the agent asked for the server itself, it would create it too early: before the application has set up its builder, its
 * logging and its class loaders. So code woven into the method that returns the server calls this class. Thread-safe.
 */
public final class PlatformServer {
    private final Reports reports;

    /** Null after it was called. */
    private volatile Consumer<Object> listener;

    public PlatformServer(Reports reports) {
        this.reports = reports;
    }

    /** Sets the listener, which is called once, before the first caller gets the server; null for none. */
    public void listener(Consumer<Object> once) {
        listener = once;
    }

    /** Called by woven code with the server that it is about to return. */
    public void asked(Object server) {
        Consumer<Object> told = listener;
        if (told == null || server == null) {
            return;
        }
        // The woven method is synchronized, so no other thread is here at the same time.
        listener = null;
        try {
            told.accept(server);
        } catch (Throwable e) {
            reports.swallow(e);
        }
    }
}

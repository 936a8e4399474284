package io.pageconsistency.jvm;

import java.util.function.Consumer;

import io.pageconsistency.report.Reports;

/**
 * Where the platform's MBean server says that the application has asked for it.
 *
 * <p>Asking ourselves would make the server, with the builder, the logging and the class loaders of that moment, before the
 * application has set them up. So the method everybody asks with tells us instead. Thread-safe.
 */
public final class PlatformServer {
    private final Reports reports;

    /** Null once it has been told. */
    private volatile Consumer<Object> listener;

    public PlatformServer(Reports reports) {
        this.reports = reports;
    }

    /** Names who is to be told of the server, once, before the first who asked has it; null for nobody. */
    public void listener(Consumer<Object> once) {
        listener = once;
    }

    /** Called by woven code, with what it is about to return. */
    public void asked(Object server) {
        Consumer<Object> told = listener;
        if (told == null || server == null) {
            return;
        }
        // The woven method is synchronized: nobody else is here at the same time.
        listener = null;
        try {
            told.accept(server);
        } catch (Throwable e) {
            reports.swallow(e);
        }
    }
}

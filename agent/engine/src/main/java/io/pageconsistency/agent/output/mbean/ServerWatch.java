package io.pageconsistency.agent.output.mbean;

import java.lang.instrument.Instrumentation;
import java.util.List;
import java.util.function.Consumer;

import io.pageconsistency.PageConsistencyMXBean;
import io.pageconsistency.agent.instrument.AllOrNothing;
import io.pageconsistency.agent.instrument.ClassEdits;
import io.pageconsistency.agent.instrument.Weaving;
import io.pageconsistency.boot.OwnRights;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.jvm.PlatformServer;
import io.pageconsistency.report.Reports;

/**
 * Waits until the application, or a tool, asks for the platform's MBean server, and only then registers the figures.
 *
 * <p>The method that returns the server is hooked. If it is never called, no class but those of this watch is loaded. This class
 * names no type of {@code java.management}.
 */
public final class ServerWatch implements ClassEdits {
    private static final String FACTORY = "java.lang.management.ManagementFactory";
    private static final String FACTORY_FILE = "java/lang/management/ManagementFactory";

    private final Weaving weaving;
    private final PlatformServer server;
    private final Reports reports;
    private final Consumer<String> notices;

    private ServerWatch(Instrumentation instrumentation, PlatformServer server, Reports reports, Consumer<String> notices) {
        this.weaving = new Weaving(instrumentation, this);
        this.server = server;
        this.reports = reports;
        this.notices = notices;
    }

    /**
     * Starts to wait.
     *
     * @param notices receives one line if the figures cannot be registered
     */
    public static ServerWatch install(Instrumentation instrumentation, Checker checker, PageConsistencyMXBean figures,
            Consumer<String> notices) {
        PlatformServer server = checker.platformServer();
        // The server is looked up and not taken from the caller. Any code could call the hook with another server, and the figures
        // can stop the agent.
        server.listener(asked -> OwnRights.in(() -> {
            Registration.inPlatformServer(figures, notices);
            return null;
        }));
        ServerWatch watch = new ServerWatch(instrumentation, server, checker.ledger().reports(), notices);
        AllOrNothing.begin(watch::begin, () -> {
            server.listener(null);
            watch.weaving.remove();
        });
        return watch;
    }

    private void begin() {
        weaving.begin();
        if (!weaving.loaded().isEmpty()) {
            try {
                server.asked(Registration.existing());
            } catch (Exception | LinkageError e) {
                notices.accept("no management figures: " + e);
            }
        }
    }

    /** Stops waiting, and removes the figures. */
    public void remove() throws Exception {
        server.listener(null);
        if (!weaving.loaded().isEmpty()) {
            Registration.remove();
        }
        weaving.remove();
    }

    @Override
    public boolean concerns(Module module, ClassLoader loader, String internalName) {
        return loader == null && FACTORY_FILE.equals(internalName);
    }

    /** The hooked class, if it is loaded. Never loads it. */
    @Override
    public List<Class<?>> loaded(Instrumentation instrumentation) {
        // Only the classes of the boot loader, which are some hundreds at start.
        for (Class<?> type : instrumentation.getInitiatedClasses(null)) {
            if (type.getName().equals(FACTORY)) {
                return List.of(type);
            }
        }
        return List.of();
    }

    @Override
    public byte[] edit(Definition definition) {
        return ManagementFactoryEditor.edit(definition.classFile());
    }

    @Override
    public void refused(Object group, List<Class<?>> types, Throwable error) {
        notices.accept("no management figures: " + error);
    }

    @Override
    public void failed(Definition definition, Throwable error) {
        reports.swallow(error);
        notices.accept("no management figures: " + error);
    }
}

package io.pageconsistency.agent.output.mbean;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.function.Consumer;

import io.pageconsistency.PageConsistencyMXBean;
import io.pageconsistency.agent.instrument.AllOrNothing;
import io.pageconsistency.agent.instrument.ReadBack;
import io.pageconsistency.boot.OwnRights;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.jvm.PlatformServer;
import io.pageconsistency.report.Reports;

/**
 * Waits for the application, or a tool, to ask for the platform's MBean server, and only then registers the figures.
 *
 * <p>The one method with which everybody asks is made to tell; a virtual machine in which nobody asks loads none of this but
 * the watch itself. Names no type of {@code java.management}.
 */
public final class ServerWatch implements ClassFileTransformer {
    private static final String FACTORY = "java.lang.management.ManagementFactory";
    private static final String FACTORY_FILE = "java/lang/management/ManagementFactory";

    private final Instrumentation instrumentation;
    private final PlatformServer server;
    private final Reports reports;
    private final Consumer<String> notices;

    private ServerWatch(Instrumentation instrumentation, PlatformServer server, Reports reports, Consumer<String> notices) {
        this.instrumentation = instrumentation;
        this.server = server;
        this.reports = reports;
        this.notices = notices;
    }

    /**
     * Begins to wait.
     *
     * @param notices told, in one line, when the figures cannot be shown
     */
    public static ServerWatch install(Instrumentation instrumentation, Checker checker, PageConsistencyMXBean figures,
            Consumer<String> notices) {
        PlatformServer server = checker.platformServer();
        // Asked for, and not taken from whoever calls: anybody might, and the figures can stop the agent.
        server.listener(asked -> OwnRights.in(() -> {
            Registration.inPlatformServer(figures, notices);
            return null;
        }));
        ServerWatch watch = new ServerWatch(instrumentation, server, checker.ledger().reports(), notices);
        AllOrNothing.begin(watch::begin, () -> {
            server.listener(null);
            instrumentation.removeTransformer(watch);
        });
        return watch;
    }

    private void begin() {
        instrumentation.addTransformer(this, true);
        Class<?> factory = loadedFactory(instrumentation);
        if (factory != null) {
            try {
                instrumentation.retransformClasses(factory);
                server.asked(Registration.existing());
            } catch (Exception | LinkageError e) {
                notices.accept("no management figures: " + e);
            }
        }
    }

    /** Waits no longer, and takes the figures away. */
    public void remove() throws Exception {
        server.listener(null);
        instrumentation.removeTransformer(this);
        Class<?> factory = loadedFactory(instrumentation);
        if (factory != null) {
            Registration.remove();
            List<String> woven = ReadBack.stillWoven(instrumentation, List.of(factory));
            if (!woven.isEmpty()) {
                throw new IllegalStateException("a hook, which does nothing any more, is still in " + String.join(", ", woven));
            }
        }
    }

    /** The class, if somebody has used it before us; never loads it. */
    private static Class<?> loadedFactory(Instrumentation instrumentation) {
        // Those of the boot loader only, which are some hundreds at start.
        for (Class<?> type : instrumentation.getInitiatedClasses(null)) {
            if (type.getName().equals(FACTORY)) {
                return type;
            }
        }
        return null;
    }

    @Override
    public byte[] transform(ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] classFile) {
        if (loader != null || !FACTORY_FILE.equals(name)) {
            return null;
        }
        try {
            return AskingEditor.edit(classFile);
        } catch (Throwable e) {
            reports.swallow(e);
            notices.accept("no management figures: " + e);
            return null;
        }
    }
}

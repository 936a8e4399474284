package io.pageconsistency.agent.management;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.function.Consumer;

import io.pageconsistency.PageConsistencyMXBean;
import io.pageconsistency.hooks.PlatformServer;
import io.pageconsistency.ledger.Ledger;

/**
 * Waits for the application, or a tool, to ask for the platform's MBean server, and only then registers the figures.
 *
 * <p>The one method with which everybody asks is made to tell; a virtual machine in which nobody asks loads none of this but
 * the watch itself. Names no type of {@code java.management}.
 */
public final class ServerWatch implements ClassFileTransformer {
    private static final String FACTORY = "java/lang/management/ManagementFactory";

    private final Consumer<String> notices;

    private ServerWatch(Consumer<String> notices) {
        this.notices = notices;
    }

    /**
     * Begins to wait.
     *
     * @param notices told, in one line, when the figures cannot be shown
     */
    public static void install(Instrumentation instrumentation, PageConsistencyMXBean figures, Consumer<String> notices) {
        PlatformServer.listener(server -> Registration.in(server, figures, notices));
        instrumentation.addTransformer(new ServerWatch(notices), true);
        Class<?> factory = loadedFactory(instrumentation);
        if (factory != null) {
            try {
                instrumentation.retransformClasses(factory);
                PlatformServer.asked(Registration.existing());
            } catch (Exception | LinkageError e) {
                notices.accept("no management figures: " + e);
            }
        }
    }

    /** The class, if somebody has used it before us; never loads it. */
    private static Class<?> loadedFactory(Instrumentation instrumentation) {
        // Those of the boot loader only, which are some hundreds at start.
        for (Class<?> type : instrumentation.getInitiatedClasses(null)) {
            if (type.getName().equals(FACTORY.replace('/', '.'))) {
                return type;
            }
        }
        return null;
    }

    @Override
    public byte[] transform(ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] classFile) {
        if (loader != null || !FACTORY.equals(name)) {
            return null;
        }
        try {
            return AskingEditor.edit(classFile);
        } catch (Throwable e) {
            Ledger.ofThisJvm().reports().swallow(e);
            notices.accept("no management figures: " + e);
            return null;
        }
    }
}

package io.pageconsistency.agent.jdk.loaders;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;

import io.pageconsistency.agent.instrument.AllOrNothing;
import io.pageconsistency.report.Reports;

/**
 * Opens class loaders of the application to the agent's hooks, and to nothing else: each class that is named a
 * {@code ClassLoader} and has a {@code loadClass} of its own is made to ask {@link io.pageconsistency.hooks.OwnClasses} first.
 *
 * <p>So OSGi frameworks and JBoss Modules need no configuration. A loader that is named otherwise and hides the hooks stays as
 * it is, and its copy of an allocator is refused. What cannot be edited is left alone as well.
 */
public final class LoaderOpener implements ClassFileTransformer {
    private static final String NAMED = "ClassLoader";

    private final Instrumentation instrumentation;
    private final Reports reports;

    private LoaderOpener(Instrumentation instrumentation, Reports reports) {
        this.instrumentation = instrumentation;
        this.reports = reports;
    }

    /** Begins to open loaders, those in use already among them. To be called before anything is woven. */
    public static LoaderOpener install(Instrumentation instrumentation, Reports reports) {
        LoaderOpener opener = new LoaderOpener(instrumentation, reports);
        AllOrNothing.begin(() -> {
            instrumentation.addTransformer(opener, true);
            opener.retransform();
        }, opener::remove);
        return opener;
    }

    /** Makes all loaders what they were; to be called when nothing is woven any more. */
    public void remove() {
        instrumentation.removeTransformer(this);
        retransform();
    }

    private void retransform() {
        List<Class<?>> loaders = new ArrayList<>();
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            if (type.getClassLoader() != null && type.getName().contains(NAMED) && ClassLoader.class.isAssignableFrom(type)
                    && instrumentation.isModifiableClass(type)) {
                loaders.add(type);
            }
        }
        for (Class<?> type : loaders) {
            try {
                instrumentation.retransformClasses(type);
            } catch (UnmodifiableClassException | LinkageError | RuntimeException e) {
                reports.swallow(e);
            }
        }
    }

    @Override
    public byte[] transform(ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] classFile) {
        // The JDK's own loaders ask the boot loader first.
        if (loader == null || name == null || !name.contains(NAMED)) {
            return null;
        }
        try {
            // Where the loader's own class would not find what it is to ask, it would load nothing any more.
            return Visibility.obstacle(loader) == null ? LoaderEditor.edit(classFile) : null;
        } catch (Throwable e) {
            reports.swallow(e);
            return null;
        }
    }
}

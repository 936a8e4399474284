package io.pageconsistency.agent.jdk.loaders;

import java.lang.instrument.Instrumentation;
import java.util.List;

import io.pageconsistency.agent.instrument.ClassEdits;
import io.pageconsistency.agent.instrument.Weaving;
import io.pageconsistency.report.Reports;

/**
 * Opens class loaders of the application to the agent's hooks, and to nothing else: each class that is named a
 * {@code ClassLoader} and has a {@code loadClass} of its own is made to ask {@link io.pageconsistency.hooks.OwnClasses} first.
 *
 * <p>So OSGi frameworks and JBoss Modules need no configuration. A loader that is named otherwise and hides the hooks stays as
 * it is, and its copy of an allocator is refused. What cannot be edited is left alone as well.
 */
public final class LoaderOpener implements ClassEdits {
    private static final String NAMED = "ClassLoader";

    private final Weaving weaving;
    private final Reports reports;

    private LoaderOpener(Instrumentation instrumentation, Reports reports) {
        this.weaving = new Weaving(instrumentation, this);
        this.reports = reports;
    }

    /** Begins to open loaders, those in use already among them. To be called before anything is woven. */
    public static LoaderOpener install(Instrumentation instrumentation, Reports reports) {
        LoaderOpener opener = new LoaderOpener(instrumentation, reports);
        opener.weaving.begin();
        return opener;
    }

    /** Makes all loaders what they were; to be called when nothing is woven any more. */
    public void remove() {
        try {
            weaving.remove();
        } catch (IllegalStateException e) {
            // One of them may never have let itself be opened, and an open one answers no more than that it has no such class.
            reports.swallow(e);
        }
    }

    /** The JDK's own loaders ask the boot loader first. */
    @Override
    public boolean concerns(Module module, ClassLoader loader, String internalName) {
        return loader != null && internalName.contains(NAMED);
    }

    @Override
    public boolean concerns(Class<?> loaded) {
        return loaded.getClassLoader() != null && loaded.getName().contains(NAMED) && ClassLoader.class.isAssignableFrom(loaded);
    }

    /** Each for itself. */
    @Override
    public Object group(Class<?> loaded) {
        return loaded;
    }

    @Override
    public void refused(Object group, List<Class<?>> types, Throwable error) {
        reports.swallow(error);
    }

    @Override
    public byte[] edit(Definition definition) {
        // Where the loader's own class would not find what it is to ask, it would load nothing any more.
        return Visibility.obstacle(definition.loader()) == null ? LoaderEditor.edit(definition.classFile()) : null;
    }

    @Override
    public void failed(Definition definition, Throwable error) {
        reports.swallow(error);
    }
}

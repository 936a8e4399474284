package io.pageconsistency.agent.jdk.loaders;

import java.lang.instrument.Instrumentation;
import java.util.List;

import io.pageconsistency.agent.instrument.ClassEdits;
import io.pageconsistency.agent.instrument.Weaving;
import io.pageconsistency.report.Reports;

/**
 * Makes class loaders of the application find the agent's hooks, and nothing else: each class that has {@code ClassLoader} in its
 * name and has its own {@code loadClass} asks {@link io.pageconsistency.hooks.OwnClasses} first.
 *
 * <p>So OSGi frameworks and JBoss Modules need no configuration. A loader with another name that hides the hooks does not change,
 * and its copy of an allocator is refused. A loader that cannot be edited does not change either.
 */
public final class LoaderOpener implements ClassEdits {
    private static final String NAMED = "ClassLoader";

    private final Weaving weaving;
    private final Reports reports;

    private LoaderOpener(Instrumentation instrumentation, Reports reports) {
        this.weaving = new Weaving(instrumentation, this);
        this.reports = reports;
    }

    /** Starts to open loaders, including those in use already. To be called before anything is woven. */
    public static LoaderOpener install(Instrumentation instrumentation, Reports reports) {
        LoaderOpener opener = new LoaderOpener(instrumentation, reports);
        opener.weaving.begin();
        return opener;
    }

    /** Restores all loaders. To be called when no hook is woven. */
    public void remove() {
        try {
            weaving.remove();
        } catch (IllegalStateException e) {
            // One of the loaders may never have been editable. An open loader only answers that it has no such class.
            reports.swallow(e);
        }
    }

    /** The JDK's own loaders ask the boot loader first, so they need no edit. */
    @Override
    public boolean concerns(Module module, ClassLoader loader, String internalName) {
        return loader != null && internalName.contains(NAMED);
    }

    @Override
    public boolean concerns(Class<?> loaded) {
        return loaded.getClassLoader() != null && loaded.getName().contains(NAMED) && ClassLoader.class.isAssignableFrom(loaded);
    }

    /** Each class is its own group. */
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
        // A loader whose own class could not find {@code OwnClasses} would no longer load any class.
        return Visibility.obstacle(definition.loader()) == null ? LoaderEditor.edit(definition.classFile()) : null;
    }

    @Override
    public void failed(Definition definition, Throwable error) {
        reports.swallow(error);
    }
}

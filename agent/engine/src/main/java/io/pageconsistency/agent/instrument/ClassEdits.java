package io.pageconsistency.agent.instrument;

import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;

/**
 * Which classes are edited, and how: all in which those differ that {@linkplain Weaving put edits into classes}.
 *
 * <p>Asked by any thread that loads a class, in the middle of that. So implementations are thread-safe, load no class of the
 * application, print nothing there and wait for nobody. They may throw: {@link #failed} hears of it.
 */
public interface ClassEdits {
    /**
     * A class whose file is on its way into the virtual machine.
     *
     * @param loader null for the boot loader
     * @param name its internal name
     * @param redefined the class, if it is loaded already; else null
     */
    record Definition(ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] classFile) {
        /** The class's name with dots. */
        public String binaryName() {
            return name.replace('/', '.');
        }
    }

    /** Whether a class may be meant. Every class of the program comes by here when it is loaded. */
    boolean concerns(Module module, ClassLoader loader, String internalName);

    /** @return the class file to use instead; null to leave the class as it is */
    byte[] edit(Definition definition) throws Exception;

    /** Hears that a class could not be edited. It stays as it was. */
    void failed(Definition definition, Throwable error);

    /**
     * Whether the edits change what a class consists of. The virtual machine allows that only while it loads the class: the
     * edits come first then, later ones by anybody begin with them, and they stay for good.
     */
    default boolean changesMembers() {
        return false;
    }

    /** The loaded classes that are meant. */
    default List<Class<?>> loaded(Instrumentation instrumentation) {
        List<Class<?>> found = new ArrayList<>();
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            if (concerns(type) && instrumentation.isModifiableClass(type)) {
                found.add(type);
            }
        }
        return found;
    }

    /** Whether a loaded class is meant. */
    default boolean concerns(Class<?> loaded) {
        return concerns(loaded.getModule(), loaded.getClassLoader(), loaded.getName().replace('.', '/'));
    }

    /** What is equal for loaded classes of which none is to be edited without the others. */
    default Object group(Class<?> loaded) {
        return this;
    }

    /**
     * Hears that the virtual machine does not let a group of loaded classes be edited. They stay as they were.
     *
     * @throws IllegalStateException if none of the edits makes sense then
     */
    default void refused(Object group, List<Class<?>> types, Throwable error) {
        throw new IllegalStateException(types.get(0).getName() + " could not be retransformed: " + error, error);
    }
}

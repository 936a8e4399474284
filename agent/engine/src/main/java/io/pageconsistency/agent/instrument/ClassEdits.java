package io.pageconsistency.agent.instrument;

import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;

/**
 * Defines which classes are edited, and how. {@link Weaving} applies the edits.
 *
 * <p>Any thread that loads a class calls these methods while it does so. Implementations are therefore thread-safe, load no class
 * of the application, print nothing on that thread, and do not block. They may throw; {@link #failed} is then called.
 */
public interface ClassEdits {
    /**
     * A class file that the JVM is about to define.
     *
     * @param loader null for the boot loader
     * @param name the class's internal name
     * @param redefined the class if it is loaded already, otherwise null
     */
    record Definition(ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] classFile) {
        /** Returns the class's name with dots. */
        public String binaryName() {
            return name.replace('/', '.');
        }
    }

    /** Whether a class may have to be edited. Called for every class that the program loads. */
    boolean concerns(Module module, ClassLoader loader, String internalName);

    /** @return the new class file, or null to leave the class as it is */
    byte[] edit(Definition definition) throws Exception;

    /** Called if a class could not be edited. The class stays as it was. */
    void failed(Definition definition, Throwable error);

    /**
     * Whether the edits add members to a class. The JVM allows that only while it loads the class. Such edits are applied first,
     * later edits by any agent start from their result, and they cannot be removed.
     */
    default boolean changesMembers() {
        return false;
    }

    /** Returns the loaded classes that are to be edited. */
    default List<Class<?>> loaded(Instrumentation instrumentation) {
        List<Class<?>> found = new ArrayList<>();
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            if (concerns(type) && instrumentation.isModifiableClass(type)) {
                found.add(type);
            }
        }
        return found;
    }

    /** Whether a loaded class is to be edited. */
    default boolean concerns(Class<?> loaded) {
        return concerns(loaded.getModule(), loaded.getClassLoader(), loaded.getName().replace('.', '/'));
    }

    /** Returns a key that is equal for loaded classes that must be edited together or not at all. */
    default Object group(Class<?> loaded) {
        return this;
    }

    /**
     * Called if the JVM does not allow a group of loaded classes to be edited. They stay as they were.
     *
     * @throws IllegalStateException if none of the edits makes sense without these
     */
    default void refused(Object group, List<Class<?>> types, Throwable error) {
        throw new IllegalStateException(types.get(0).getName() + " could not be retransformed: " + error, error);
    }
}

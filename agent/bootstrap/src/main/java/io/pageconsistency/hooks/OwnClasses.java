package io.pageconsistency.hooks;

/**
 * Finds the agent's classes for class loaders that hide the boot class path from the classes they load. The agent weaves a call of
 * {@link #find} into the {@code loadClass} of such a loader, before anything else.
 *
 * <p>Without it, woven code in a class of such a loader could not be linked, and the application would fail. Thread-safe. For names
 * that are not the agent's, the cost is one comparison of a prefix.
 */
public final class OwnClasses {
    /** No class has this name. If a loader nevertheless finds it, that loader calls {@link #find}. */
    public static final String PROBE = "io.pageconsistency.hooks.OwnClasses$Probe";

    private static final String PREFIX = "io.pageconsistency.";

    private OwnClasses() {
    }

    /** The agent's class of that name; this class for the {@link #PROBE}; null for every name that is not the agent's. */
    public static Class<?> find(String name) {
        if (name == null || !name.startsWith(PREFIX)) {
            return null;
        }
        if (name.equals(PROBE)) {
            return OwnClasses.class;
        }
        try {
            return Class.forName(name, false, null);
        } catch (ClassNotFoundException | LinkageError e) {
            // A class of the application, in a package with the same prefix.
            return null;
        }
    }
}

package io.pageconsistency.hooks;

/**
 * What a class loader asks that would otherwise hide the boot class path from the classes it loads: woven into its
 * {@code loadClass}, before anything else.
 *
 * <p>Woven code in a class of such a loader could not be linked, which its application would suffer from. Thread-safe; for
 * all other names this is one comparison of their beginning.
 */
public final class OwnClasses {
    /** No class of this name exists: whoever asks a loader for it learns whether that loader asks here. */
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
            // Somebody else's, in a package of the same beginning.
            return null;
        }
    }
}

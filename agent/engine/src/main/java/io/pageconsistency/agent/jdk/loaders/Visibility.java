package io.pageconsistency.agent.jdk.loaders;

import io.pageconsistency.hooks.OwnClasses;
import io.pageconsistency.hooks.PoolHooks;

/**
 * Tells whether classes of a class loader would find the agent's hooks.
 *
 * <p>To ask the loader is not enough. An OSGi framework looks at the calling class, and gives a caller outside of all bundles
 * classes that it would not give to a bundle. So for a bundle's loader only the {@linkplain OwnClasses#PROBE probe} is reliable.
 */
public final class Visibility {
    private static final String BUNDLE = "org.osgi.framework.BundleReference";

    private Visibility() {
    }

    /**
     * Returns why classes of this loader would not find the hooks; null if they would find them.
     *
     * @param loader null for the boot loader
     */
    public static String obstacle(ClassLoader loader) {
        String hooks = PoolHooks.class.getName();
        try {
            if (Class.forName(hooks, false, loader) != PoolHooks.class) {
                return "its class loader has another " + hooks + " than the agent's";
            }
        } catch (ClassNotFoundException | LinkageError e) {
            return hidden(hooks);
        } catch (RuntimeException e) {
            return "its class loader could not be asked for " + hooks + ": " + e;
        }
        for (ClassLoader asked = loader; asked != null; asked = asked.getParent()) {
            if (isBundle(asked.getClass()) && !isOpened(asked)) {
                return hidden(hooks);
            }
        }
        return null;
    }

    private static String hidden(String hooks) {
        return "its class loader does not let it see " + hooks
                + " of the boot class path (in OSGi: boot delegation of io.pageconsistency.*)";
    }

    private static boolean isBundle(Class<?> type) {
        for (Class<?> t = type; t != null; t = t.getSuperclass()) {
            for (Class<?> i : t.getInterfaces()) {
                if (i.getName().equals(BUNDLE) || isBundle(i)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isOpened(ClassLoader loader) {
        try {
            return loader.loadClass(OwnClasses.PROBE) == OwnClasses.class;
        } catch (ClassNotFoundException | LinkageError | RuntimeException e) {
            return false;
        }
    }
}

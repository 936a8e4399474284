package org.example;

import java.io.File;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts and ends applications, each in a class loader of its own, and waits until the virtual machine has unloaded all of them.
 */
public final class Undeployed {
    private static final int APPLICATIONS = 3;
    private static final long DEADLINE_NANOS = 300_000_000_000L;
    private static final long PAUSE_MILLIS = 100;

    private Undeployed() {
    }

    public static void main(String[] arguments) throws Exception {
        List<URL> path = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            path.add(new File(entry).toURI().toURL());
        }
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int i = 0; i < APPLICATIONS; i++) {
            loaders.add(new WeakReference<>(deploy(path.toArray(URL[]::new))));
        }
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (left(loaders) > 0 && System.nanoTime() < deadline) {
            System.gc();
            Thread.sleep(PAUSE_MILLIS);
        }
        System.out.println("LEFT " + left(loaders) + " of " + APPLICATIONS);
        Reference.reachabilityFence(loaders);
    }

    private static long left(List<WeakReference<ClassLoader>> loaders) {
        return loaders.stream().filter(loader -> !loader.refersTo(null)).count();
    }

    private static ClassLoader deploy(URL[] path) throws Exception {
        try (URLClassLoader loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            // Runs on this thread, which outlives the application, as a server's threads do.
            ((Runnable) loader.loadClass("org.example.Deployment").getConstructor().newInstance()).run();
            return loader;
        }
    }
}

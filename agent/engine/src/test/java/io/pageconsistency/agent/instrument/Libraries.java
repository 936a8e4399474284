package io.pageconsistency.agent.instrument;

import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The released jars that the build provides for tests, and class loaders that see only them. */
public final class Libraries {
    private static final AtomicInteger LOADERS = new AtomicInteger();

    private Libraries() {
    }

    /** @param name for example {@code netty-buffer-4.2.20.Final} */
    public static Path jar(String name) {
        Path jar = Path.of("target", "libraries", name + ".jar");
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(jar.toAbsolutePath() + " is missing; the build copies it before the tests");
        }
        return jar;
    }

    /**
     * Returns a loader with a unique name. It sees the jars and the JDK. Of the test's class path it sees only what the boot class
     * path has in an application with the agent.
     */
    public static URLClassLoader loader(String... jars) {
        return loader(new Hooks(), jars);
    }

    /** Returns a loader that sees the jars and the JDK, but does not ask the boot loader for everything. */
    static URLClassLoader isolated(String... jars) {
        return loader(ClassLoader.getPlatformClassLoader(), jars);
    }

    /** Returns a class loader with a copy of Netty. */
    public static URLClassLoader netty(String version) {
        return loader("netty-buffer-" + version, "netty-common-" + version);
    }

    private static URLClassLoader loader(ClassLoader parent, String... jars) {
        return new URLClassLoader("libraries-" + LOADERS.incrementAndGet(), Stream.of(jars).map(Libraries::url).toArray(URL[]::new), parent);
    }

    private static URL url(String jar) {
        try {
            return jar(jar).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Hooks extends ClassLoader {
        Hooks() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("io.pageconsistency.hooks.") || name.startsWith("io.pageconsistency.tracking.")) {
                return Libraries.class.getClassLoader().loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }
}

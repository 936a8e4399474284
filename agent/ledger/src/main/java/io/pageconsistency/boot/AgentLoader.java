package io.pageconsistency.boot;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.security.AllPermission;
import java.security.CodeSource;
import java.security.Permissions;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

import io.pageconsistency.hooks.PoolHooks;

/**
 * Loads the agent proper, apart from the application.
 *
 * <p>Its classes lie in the agent's jar where no other loader looks for them: {@code inst/}, then the name, then
 * {@code .classdata}. So the application cannot meet them, nor can they meet the application's: the parent is the platform
 * loader, which also gives them the JDK's modules and, through the boot loader, the ledger. Nothing of the application is
 * ever asked for.
 *
 * <p>The class is itself loaded by the boot loader. Thread-safe, parallel capable.
 */
public final class AgentLoader extends ClassLoader {
    private static final String HIDDEN = "inst/";
    private static final String MAIN = "io.pageconsistency.agent.AgentMain";
    private static final String HOOKS = "io.pageconsistency.hooks.PoolHooks";

    static {
        registerAsParallelCapable();
    }

    /** Where the classes on the boot search came from; null until the first start. */
    private static String origin;

    private final JarFile jar;
    private final String base;
    private final ProtectionDomain domain;

    /**
     * @param file the agent's jar; kept open, as long as the loader lives
     * @throws IOException when it cannot be read
     */
    public AgentLoader(File file) throws IOException {
        this(file, ClassLoader.getPlatformClassLoader());
    }

    /** With another parent than the platform loader, where there is no application to be apart from. */
    AgentLoader(File file, ClassLoader parent) throws IOException {
        super("page-consistency", parent);
        jar = new JarFile(file);
        URL url = file.toURI().toURL();
        base = "jar:" + url + "!/" + HIDDEN;
        // What is woven into an application works with all its rights under a security manager too, where there still is one.
        Permissions all = new Permissions();
        all.add(new AllPermission());
        domain = new ProtectionDomain(new CodeSource(url, (Certificate[]) null), all);
    }

    /**
     * Starts the agent before the application's {@code main}. Called by {@link Premain}.
     *
     * @throws Throwable what kept it from starting; the application must be spared it
     */
    public static void start(String arguments, Instrumentation instrumentation, File jar) throws Throwable {
        enter("start", arguments, instrumentation, jar);
    }

    /**
     * Starts the agent in a running application. Called by {@link Premain}, possibly again and again.
     *
     * @throws Throwable what kept it from starting, bad options too; everything is as before then
     */
    public static void attach(String arguments, Instrumentation instrumentation, File jar) throws Throwable {
        enter("attach", arguments, instrumentation, jar);
    }

    /** The boot loader has read the jar once and for all; another agent proper does not belong to what it found in there. */
    private static synchronized void requireSame(File jar) {
        String now = jar + " of " + jar.length() + " bytes and " + Instant.ofEpochMilli(jar.lastModified());
        if (origin != null && !origin.equals(now)) {
            throw new IllegalStateException("its classes came from " + origin + ", and it is " + now
                    + " now; only another virtual machine can use that");
        }
        origin = now;
    }

    private static void enter(String entrance, String arguments, Instrumentation instrumentation, File jar)
            throws Throwable {
        Class<?> seenByApplication = ClassLoader.getSystemClassLoader().loadClass(HOOKS);
        if (AgentLoader.class.getClassLoader() != null || seenByApplication.getClassLoader() != null) {
            throw new IllegalStateException("its classes were loaded from the class path before the agent; remove "
                    + jar.getName() + " and copies of its classes from there");
        }
        requireSame(jar);
        if (PoolHooks.installed()) {
            throw new IllegalStateException("an agent is at work in this virtual machine already");
        }
        try {
            new AgentLoader(jar).loadClass(MAIN).getMethod(entrance, String.class, Instrumentation.class, File.class)
                    .invoke(null, arguments, instrumentation, jar);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes;
        try (InputStream in = open(name.replace('.', '/').concat(".class"))) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            bytes = in.readAllBytes();
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
        return defineClass(name, bytes, 0, bytes.length, domain);
    }

    /** The agent's own first: what it asks for by name is never meant to be another's. */
    @Override
    public InputStream getResourceAsStream(String name) {
        try (InputStream in = open(name)) {
            // Read at once, so that no stream is left to be closed by somebody.
            return in == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(in.readAllBytes());
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    protected URL findResource(String name) {
        JarEntry entry = entry(name);
        try {
            return entry == null ? null : new URL(base + entry.getName().substring(HIDDEN.length()));
        } catch (MalformedURLException e) {
            return null;
        }
    }

    @Override
    protected Enumeration<URL> findResources(String name) {
        URL url = findResource(name);
        return url == null ? Collections.emptyEnumeration() : Collections.enumeration(Collections.singleton(url));
    }

    private InputStream open(String name) throws IOException {
        JarEntry entry = entry(name);
        return entry == null ? null : jar.getInputStream(entry);
    }

    private JarEntry entry(String name) {
        return jar.getJarEntry(HIDDEN + (name.endsWith(".class") ? name + "data" : name));
    }
}

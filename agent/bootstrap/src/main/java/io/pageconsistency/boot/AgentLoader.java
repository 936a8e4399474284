package io.pageconsistency.boot;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.security.AllPermission;
import java.security.CodeSource;
import java.security.Permissions;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import io.pageconsistency.PageConsistency;

/**
 * The class loader of the engine, isolated from the application.
 *
 * <p>The engine's classes are in the agent's jar under names that no other loader looks for: the prefix {@code inst/} and the
 * suffix {@code .classdata}. So the application does not see them, and they do not see the application's classes. The parent is the
 * platform loader, which provides the JDK's modules and, through the boot loader, the ledger.
 *
 * <p>This class itself is loaded by the boot loader. Thread-safe, parallel capable.
 */
public final class AgentLoader extends ClassLoader {
    private static final String HIDDEN = "inst/";
    private static final String AGENT = "io.pageconsistency.agent.";
    private static final String LIBRARIES = "io.pageconsistency.shaded.";
    /** Used by the command line. */
    private static final String RECORDINGS = "io.pageconsistency.recording.";
    private static final String MAIN = "io.pageconsistency.agent.AgentMain";
    /** A file that only the agent's jar contains. */
    private static final String ENTRANCE = HIDDEN + MAIN.replace('.', '/') + ".classdata";
    private static final String ACTIVE = "an agent is already active in this virtual machine";
    private static final String HOOKS = "io.pageconsistency.hooks.PoolHooks";

    static {
        registerAsParallelCapable();
    }

    /** The jar from which the classes on the boot class path came; null until the first start. */
    private static Origin origin;
    /** The options of the first agent on the command line; null for no agent or no options. */
    private static String told;

    private record Origin(String jar, long length, long modified) {
        /** Written by hand, because a record generates its methods at the first call, which takes long. */
        boolean isSame(Origin other) {
            return jar.equals(other.jar) && length == other.length && modified == other.modified;
        }

        @Override
        public String toString() {
            return jar + " of " + length + " bytes and " + Instant.ofEpochMilli(modified);
        }
    }

    /** Whether this loader was created for the agent, not by other code. */
    private volatile boolean atWork;
    private final ZipFile jar;
    private final String base;
    private final ProtectionDomain domain;

    /**
     * @param file the agent's jar, which stays open as long as the loader lives
     * @throws IOException if it cannot be read
     */
    public AgentLoader(File file) throws IOException {
        this(file, ClassLoader.getPlatformClassLoader());
    }

    /** With another parent than the platform loader, for the command line, which has no application to be isolated from. */
    AgentLoader(File file, ClassLoader parent) throws IOException {
        super("page-consistency", parent);
        jar = new ZipFile(file);
        URL url = file.toURI().toURL();
        base = "jar:" + url + "!/" + HIDDEN;
        // The agent has all permissions, so that woven code works under a security manager, on JDKs that still have one.
        Permissions all = new Permissions();
        all.add(new AllPermission());
        domain = new ProtectionDomain(new CodeSource(url, (Certificate[]) null), all);
    }

    /**
     * Starts the agent before the application's {@code main}. Called by {@link Premain}, once for each {@code -javaagent}. The
     * first one starts. Each further one only prints a notice; it ends the virtual machine if its options are wrong or strict,
     * unless they equal those of the first.
     *
     * @throws Throwable what prevented the start; the caller must keep it from the application
     */
    public static void start(String arguments, Instrumentation instrumentation, File jar) throws Throwable {
        if (!PageConsistency.isActive()) {
            told = arguments;
            enter("start", arguments, instrumentation, jar);
        } else if (Objects.equals(arguments, told)) {
            Stderr.say("not started: " + ACTIVE + ", with the same options");
        } else {
            run("startAgain", arguments, instrumentation, jar);
            Stderr.say("not started: " + ACTIVE + ", and the options of this one have no effect");
        }
    }

    /**
     * Starts the agent in a running application. Called by {@link Premain}, possibly several times.
     *
     * @throws Throwable what prevented the start, such as wrong options; then everything is as before
     */
    public static void attach(String arguments, Instrumentation instrumentation, File jar) throws Throwable {
        requireOnly(jar, ClassLoader.getSystemClassLoader().getResources(ENTRANCE));
        enter("attach", arguments, instrumentation, jar);
    }

    /** Checks that the jar is the one that the boot loader has read: the engine must match the classes on the boot class path. */
    private static synchronized void requireSame(File jar) {
        Origin now = new Origin(jar.toString(), jar.length(), jar.lastModified());
        if (origin != null && !now.isSame(origin)) {
            throw new IllegalStateException("its classes came from " + origin + ", but the jar is now " + now
                    + "; restart the virtual machine to use that one");
        }
        origin = now;
    }

    /**
     * Attaching an agent appends its jar to the class path, and nothing tells which jar was meant: the entry point is found in the
     * first one. So there must not be two different ones.
     */
    private static void requireOnly(File jar, Enumeration<URL> agents) throws IOException {
        while (agents.hasMoreElements()) {
            String place = agents.nextElement().getPath();
            File other = new File(URI.create(place.substring(0, place.indexOf("!/"))));
            if (!other.equals(jar) && other.isFile() && Files.mismatch(other.toPath(), jar.toPath()) >= 0) {
                throw new IllegalStateException("its classes came from " + jar + ", and " + other
                        + " is another agent; restart the virtual machine to use that one");
            }
        }
    }

    private static void enter(String entrance, String arguments, Instrumentation instrumentation, File jar)
            throws Throwable {
        Class<?> seenByApplication = ClassLoader.getSystemClassLoader().loadClass(HOOKS);
        if (AgentLoader.class.getClassLoader() != null || seenByApplication.getClassLoader() != null) {
            throw new IllegalStateException("its classes were loaded from the class path before the agent; remove "
                    + jar.getName() + " and copies of its classes from there");
        }
        OwnCode.require(instrumentation);
        requireSame(jar);
        if (PageConsistency.isActive()) {
            throw new IllegalStateException(ACTIVE);
        }
        run(entrance, arguments, instrumentation, jar);
    }

    private static void run(String entrance, String arguments, Instrumentation instrumentation, File jar) throws Throwable {
        Throwable thrown = OwnRights.in(() -> invoke(entrance, arguments, instrumentation, jar));
        if (thrown != null) {
            throw thrown;
        }
    }

    /** Starts the engine with all permissions, which its threads and recordings inherit. */
    private static Throwable invoke(String entrance, String arguments, Instrumentation instrumentation, File jar) {
        try {
            AgentLoader loader = new AgentLoader(jar);
            loader.atWork = true;
            loader.loadClass(MAIN).getMethod(entrance, String.class, Instrumentation.class, File.class)
                    .invoke(null, arguments, instrumentation, jar);
            return null;
        } catch (InvocationTargetException e) {
            return e.getCause();
        } catch (ReflectiveOperationException | IOException | RuntimeException | Error e) {
            return e;
        }
    }

    /** Whether this loader has loaded the running agent. */
    boolean isAtWork() {
        return atWork;
    }

    /**
     * Looks for the engine's classes here first: asking the parent would end with an exception about a hundred times at each start.
     */
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(AGENT) && !name.startsWith(LIBRARIES) && !name.startsWith(RECORDINGS)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            Class<?> type = loaded == null ? findClass(name) : loaded;
            if (resolve) {
                resolveClass(type);
            }
            return type;
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes;
        try {
            bytes = read(name.replace('.', '/').concat(".class"));
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length, domain);
    }

    /** Looks for the agent's own resources first. */
    @Override
    public InputStream getResourceAsStream(String name) {
        try {
            // Read completely, so that no open stream is left.
            byte[] bytes = read(name);
            return bytes == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(bytes);
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    protected URL findResource(String name) {
        ZipEntry entry = entry(name);
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

    private byte[] read(String name) throws IOException {
        ZipEntry entry = entry(name);
        if (entry == null) {
            return null;
        }
        try (InputStream in = jar.getInputStream(entry)) {
            return in.readNBytes((int) entry.getSize());
        }
    }

    private ZipEntry entry(String name) {
        return jar.getEntry(HIDDEN + (name.endsWith(".class") ? name + "data" : name));
    }
}

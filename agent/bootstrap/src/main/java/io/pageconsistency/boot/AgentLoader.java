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
    private static final String AGENT = "io.pageconsistency.agent.";
    private static final String LIBRARIES = "io.pageconsistency.shaded.";
    /** Of the command line. */
    private static final String RECORDINGS = "io.pageconsistency.recording.";
    private static final String MAIN = "io.pageconsistency.agent.AgentMain";
    /** A file that no other jar has. */
    private static final String ENTRANCE = HIDDEN + MAIN.replace('.', '/') + ".classdata";
    private static final String AT_WORK = "an agent is at work in this virtual machine already";
    private static final String HOOKS = "io.pageconsistency.hooks.PoolHooks";

    static {
        registerAsParallelCapable();
    }

    /** Where the classes on the boot search came from; null until the first start. */
    private static Origin origin;
    /** What the first agent on the command line was told; null for none, or nothing. */
    private static String told;

    private record Origin(String jar, long length, long modified) {
        /** By hand, because what a record brings along is made when it is first called, and that takes long. */
        boolean isSame(Origin other) {
            return jar.equals(other.jar) && length == other.length && modified == other.modified;
        }

        @Override
        public String toString() {
            return jar + " of " + length + " bytes and " + Instant.ofEpochMilli(modified);
        }
    }

    /** Whether it was made for the agent, and not by somebody for himself. */
    private volatile boolean atWork;
    private final ZipFile jar;
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
        jar = new ZipFile(file);
        URL url = file.toURI().toURL();
        base = "jar:" + url + "!/" + HIDDEN;
        // What is woven into an application works with all its rights under a security manager too, where there still is one.
        Permissions all = new Permissions();
        all.add(new AllPermission());
        domain = new ProtectionDomain(new CodeSource(url, (Certificate[]) null), all);
    }

    /**
     * Starts the agent before the application's {@code main}. Called by {@link Premain}, once for each time that the agent was
     * given. The first works. Every other one says that it does not, and is refused as the first would be where it was told what
     * cannot be followed, or to be strict; but not where it was told the same as the first.
     *
     * @throws Throwable what kept it from starting; the application must be spared it
     */
    public static void start(String arguments, Instrumentation instrumentation, File jar) throws Throwable {
        if (!PageConsistency.isActive()) {
            told = arguments;
            enter("start", arguments, instrumentation, jar);
        } else if (Objects.equals(arguments, told)) {
            Stderr.say("not started: " + AT_WORK + ", with the same options");
        } else {
            run("startAgain", arguments, instrumentation, jar);
            Stderr.say("not started: " + AT_WORK + ", and the options of this one have no effect");
        }
    }

    /**
     * Starts the agent in a running application. Called by {@link Premain}, possibly again and again.
     *
     * @throws Throwable what kept it from starting, bad options too; everything is as before then
     */
    public static void attach(String arguments, Instrumentation instrumentation, File jar) throws Throwable {
        requireOnly(jar, ClassLoader.getSystemClassLoader().getResources(ENTRANCE));
        enter("attach", arguments, instrumentation, jar);
    }

    /** The boot loader has read the jar once and for all; another agent proper does not belong to what it found in there. */
    private static synchronized void requireSame(File jar) {
        Origin now = new Origin(jar.toString(), jar.length(), jar.lastModified());
        if (origin != null && !now.isSame(origin)) {
            throw new IllegalStateException("its classes came from " + origin + ", but the jar is now " + now
                    + "; restart the virtual machine to use that one");
        }
        origin = now;
    }

    /**
     * Whoever attaches an agent has its jar put on the class path, after what is there, and nothing tells which one is meant: the
     * entrance is found in the first. So the first must not be one of several that differ.
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
            throw new IllegalStateException(AT_WORK);
        }
        run(entrance, arguments, instrumentation, jar);
    }

    private static void run(String entrance, String arguments, Instrumentation instrumentation, File jar) throws Throwable {
        Throwable thrown = OwnRights.in(() -> invoke(entrance, arguments, instrumentation, jar));
        if (thrown != null) {
            throw thrown;
        }
    }

    /** Threads and recordings have from then on the rights that they began with. */
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

    /** Whether its classes are the agent that was started in this virtual machine. */
    boolean isAtWork() {
        return atWork;
    }

    /** What can only be here is not looked for elsewhere first: that ends, a hundred times in a start, with an exception. */
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

    /** The agent's own first: what it asks for by name is never meant to be another's. */
    @Override
    public InputStream getResourceAsStream(String name) {
        try {
            // Read at once, so that no stream is left to be closed by somebody.
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

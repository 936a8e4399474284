package io.pageconsistency.agent.instrument.symbols;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * Reads the class files of a class loader without loading any class.
 *
 * <p>If a class came from a plain jar, the class files beside it are read from that jar. To ask the loader for a resource would
 * load the JDK's classes for connections to its URL. The loader is asked only for what is not in the jar.
 */
public final class ClassFiles implements AutoCloseable {
    /** Asks only the boot loader. */
    private static final ClassLoader BOOT = new ClassLoader(null) {
    };

    private final ClassLoader loader;
    /** Null if there is no jar, or if it cannot be read. */
    private final JarFile jar;

    private ClassFiles(ClassLoader loader, JarFile jar) {
        this.loader = loader == null ? BOOT : loader;
        this.jar = jar;
    }

    /**
     * @param loader null for the boot loader
     * @param domain the protection domain of a class beside those to be read; null if there is none
     */
    public static ClassFiles of(ClassLoader loader, ProtectionDomain domain) {
        return new ClassFiles(loader, jar(domain));
    }

    private static JarFile jar(ProtectionDomain domain) {
        CodeSource source = domain == null ? null : domain.getCodeSource();
        URL location = source == null ? null : source.getLocation();
        if (location == null || !location.getProtocol().equals("file") || !location.getPath().endsWith(".jar")) {
            return null;
        }
        try {
            // A multi-release jar is opened as the loader sees it.
            return new JarFile(new File(location.toURI()), false, JarFile.OPEN_READ, JarFile.runtimeVersion());
        } catch (IOException | URISyntaxException | RuntimeException e) {
            return null;
        }
    }

    /**
     * @param name the class's binary name
     * @return the class file; null if there is none
     */
    public byte[] read(String name) throws IOException {
        String file = name.replace('.', '/') + ".class";
        ZipEntry entry = jar == null ? null : jar.getEntry(file);
        try (InputStream in = entry == null ? loader.getResourceAsStream(file) : jar.getInputStream(entry)) {
            return in == null ? null : in.readAllBytes();
        }
    }

    @Override
    public void close() throws IOException {
        if (jar != null) {
            jar.close();
        }
    }
}

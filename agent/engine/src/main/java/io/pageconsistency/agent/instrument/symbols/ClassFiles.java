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
 * Reads the class files that a class loader has, without loading anything.
 *
 * <p>Those beside a class that came from a plain jar are read from there, which is open already: to ask the loader for a resource
 * brings the classes of the connections that its URL stands for. What is not in the jar the loader is asked for.
 */
public final class ClassFiles implements AutoCloseable {
    /** Asks the boot loader, and nobody else. */
    private static final ClassLoader BOOT = new ClassLoader(null) {
    };

    private final ClassLoader loader;
    /** Null if there is none, or none that can be read. */
    private final JarFile jar;

    private ClassFiles(ClassLoader loader, JarFile jar) {
        this.loader = loader == null ? BOOT : loader;
        this.jar = jar;
    }

    /**
     * @param loader null for the boot loader
     * @param domain of a class that lies beside what is to be read; null for none
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
            // As the loader sees it, if it has other entries for newer releases.
            return new JarFile(new File(location.toURI()), false, JarFile.OPEN_READ, JarFile.runtimeVersion());
        } catch (IOException | URISyntaxException | RuntimeException e) {
            return null;
        }
    }

    /**
     * @param name the class's binary name
     * @return null if there is none
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

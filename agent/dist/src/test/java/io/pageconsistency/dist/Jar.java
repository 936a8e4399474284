package io.pageconsistency.dist;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** The jar under test, read once. */
final class Jar {
    static final File FILE = new File(System.getProperty("agent.jar"));

    private final Map<String, byte[]> entries = new TreeMap<>();
    private final Manifest manifest;

    private Jar(JarFile jar) throws IOException {
        manifest = jar.getManifest();
        for (ZipEntry entry : (Iterable<ZipEntry>) jar.stream().map(ZipEntry.class::cast)::iterator) {
            try (InputStream in = jar.getInputStream(entry)) {
                if (!entry.isDirectory() && entries.put(entry.getName(), in.readAllBytes()) != null) {
                    throw new IOException("two entries of the name " + entry.getName());
                }
            }
        }
    }

    static Jar read() {
        try (JarFile jar = new JarFile(FILE)) {
            return new Jar(jar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All files by their names, in the order of those. */
    Map<String, byte[]> entries() {
        return entries;
    }

    Manifest manifest() {
        return manifest;
    }

    /** The classes of the boot zone, by the names of their types with slashes. */
    Map<String, ClassFile> bootZone() {
        return classes("", ".class");
    }

    /** The classes of the agent's own loader, by the names of their types with slashes. */
    Map<String, ClassFile> agentZone() {
        return classes("inst/", ".classdata");
    }

    private Map<String, ClassFile> classes(String prefix, String suffix) {
        Map<String, ClassFile> classes = new TreeMap<>();
        entries.forEach((name, bytes) -> {
            if (name.startsWith(prefix) && name.endsWith(suffix)) {
                classes.put(name.substring(prefix.length(), name.length() - suffix.length()), ClassFile.of(bytes));
            }
        });
        return classes;
    }
}

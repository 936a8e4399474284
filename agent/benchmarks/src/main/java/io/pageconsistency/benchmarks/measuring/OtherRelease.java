package io.pageconsistency.benchmarks.measuring;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Jars of another release of a library, which the build puts among this module's resources. A fork gets them in place of the
 * release that the module is built with. Both must not be on one class path, because classes that exist in only one release would
 * then be mixed with classes of the other.
 */
public enum OtherRelease {
    /** The adaptive allocator of this release carves chunks byte by byte, for buffers of all sizes. */
    NETTY_4_2_0("Netty 4.2.0", "netty-4.2.0", "io/netty/", "netty-buffer.jar", "netty-common.jar");

    private final String title;
    private final String folder;
    /** The path prefix of the library's classes. */
    private final String root;
    private final List<String> jars;
    private String classPath;

    OtherRelease(String title, String folder, String root, String... jars) {
        this.title = title;
        this.folder = folder;
        this.root = root;
        this.jars = List.of(jars);
    }

    /**
     * The class path with this release in place of the original one. Its files are deleted when this virtual machine ends.
     *
     * @param original a class path whose jars contain all classes of the library, and more
     */
    String classPath(String original) throws IOException {
        if (classPath == null) {
            List<String> files = new ArrayList<>();
            for (String jar : jars) {
                Path file = newFile(jar);
                try (InputStream content = OtherRelease.class.getResourceAsStream('/' + folder + '/' + jar);
                        OutputStream output = Files.newOutputStream(file)) {
                    content.transferTo(output);
                }
                files.add(file.toString());
            }
            for (String entry : original.split(File.pathSeparator)) {
                files.add(new File(entry).isFile() ? withoutLibrary(new File(entry)) : entry);
            }
            classPath = String.join(File.pathSeparator, files);
        }
        return classPath;
    }

    private String withoutLibrary(File jar) throws IOException {
        Path copy = newFile(jar.getName());
        try (ZipFile from = new ZipFile(jar); ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(copy))) {
            for (ZipEntry entry : Collections.list(from.entries())) {
                if (!entry.getName().startsWith(root)) {
                    to.putNextEntry(new ZipEntry(entry.getName()));
                    from.getInputStream(entry).transferTo(to);
                }
            }
        }
        return copy.toString();
    }

    private Path newFile(String name) throws IOException {
        Path file = Files.createTempFile(folder + '-', '-' + name);
        file.toFile().deleteOnExit();
        return file;
    }

    @Override
    public String toString() {
        return title;
    }
}

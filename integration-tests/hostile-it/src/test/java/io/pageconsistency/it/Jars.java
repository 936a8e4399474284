package io.pageconsistency.it;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Makes jars of classes of {@code org.example}, for tests in which a class path would not do. */
final class Jars {
    private Jars() {
    }

    /** A new jar of these classes, which are named without the package. */
    static Path pack(String name, Map<String, String> attributes, String... classes) {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.forEach((key, value) -> manifest.getMainAttributes().putValue(key, value));
        Path jar = Build.newRun(name).resolve(name + ".jar");
        try (OutputStream file = Files.newOutputStream(jar); JarOutputStream out = new JarOutputStream(file, manifest)) {
            for (String type : classes) {
                String entry = "org/example/" + type + ".class";
                out.putNextEntry(new JarEntry(entry));
                out.write(Files.readAllBytes(Launch.programs().resolve(entry)));
                out.closeEntry();
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

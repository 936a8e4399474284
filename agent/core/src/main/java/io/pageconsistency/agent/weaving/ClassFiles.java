package io.pageconsistency.agent.weaving;

import java.io.IOException;
import java.io.InputStream;

/** Reads the class files that a class loader has, without loading anything. */
final class ClassFiles {
    /** Asks the boot loader, and nobody else. */
    private static final ClassLoader BOOT = new ClassLoader(null) {
    };

    private ClassFiles() {
    }

    /**
     * @param loader null for the boot loader
     * @param name the class's binary name
     * @return null if there is none
     */
    static byte[] read(ClassLoader loader, String name) throws IOException {
        try (InputStream in = (loader == null ? BOOT : loader).getResourceAsStream(name.replace('.', '/') + ".class")) {
            return in == null ? null : in.readAllBytes();
        }
    }
}

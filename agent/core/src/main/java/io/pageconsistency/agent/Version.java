package io.pageconsistency.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which build this is. */
public final class Version {
    private Version() {
    }

    /** As the build wrote it down, for example {@code 1.0.0}. */
    public static String ofAgent() {
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                throw new IOException("it is missing");
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException("version.properties of the jar", e);
        }
    }

    /** For example {@code Java 17.0.15}. */
    static String ofJava() {
        return "Java " + System.getProperty("java.version");
    }
}

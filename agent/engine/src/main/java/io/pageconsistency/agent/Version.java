package io.pageconsistency.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Which build this is. */
public final class Version {
    /** All that is in the file but the version; a whole reader of properties would be loaded at every start for it. */
    private static final String KEY = "version=";

    private Version() {
    }

    /** As the build wrote it down, for example {@code 1.0.0}. */
    public static String ofAgent() {
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                throw new IOException("it is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).substring(KEY.length()).trim();
        } catch (IOException e) {
            throw new UncheckedIOException("version.properties of the jar", e);
        }
    }

    /** For example {@code Java 17.0.15}. */
    static String ofJava() {
        return "Java " + System.getProperty("java.version");
    }
}

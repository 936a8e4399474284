package io.pageconsistency.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The versions of the agent and of Java. */
public final class Version {
    /** Everything in the file except the version. {@link java.util.Properties} would load a whole reader at every start. */
    private static final String KEY = "version=";

    private Version() {
    }

    /** Returns the agent's version as the build wrote it, for example {@code 1.0.0}. */
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

    /** Returns the version of Java, for example {@code Java 17.0.15}. */
    static String ofJava() {
        return "Java " + System.getProperty("java.version");
    }
}

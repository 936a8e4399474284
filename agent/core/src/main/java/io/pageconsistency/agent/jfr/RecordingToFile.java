package io.pageconsistency.agent.jfr;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.ParseException;

import jdk.jfr.Configuration;
import jdk.jfr.Recording;

/** The recording that the option {@code recording} asks for: our settings, from the start, written at exit. */
final class RecordingToFile {
    private static final String SETTINGS = "/page-consistency.jfc";

    private RecordingToFile() {
    }

    /** Initialises JFR on the calling thread; relative to the working directory. */
    static void start(String file) {
        Recording recording = new Recording(settings());
        try {
            recording.setName("page-consistency");
            // Creates the file, so a path that cannot be written is found now and not at exit.
            recording.setDestination(Path.of(file));
            recording.setDumpOnExit(true);
            recording.start();
        } catch (IOException | InvalidPathException e) {
            recording.close();
            throw new IllegalArgumentException("recording: given \"" + file + "\", which cannot be written (" + reason(e)
                    + "); allowed is a file in a directory that exists", e);
        }
    }

    private static String reason(Exception e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    static Configuration settings() {
        try (InputStream stream = RecordingToFile.class.getResourceAsStream(SETTINGS)) {
            if (stream == null) {
                throw new IllegalStateException("the jar has lost its " + SETTINGS);
            }
            Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8);
            return Configuration.create(reader);
        } catch (IOException | ParseException e) {
            throw new IllegalStateException("the jar's " + SETTINGS + " cannot be read", e);
        }
    }
}

package io.pageconsistency.agent.jfr;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.text.ParseException;

import io.pageconsistency.agent.options.Option;

import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/** The recording that the option {@code recording} asks for: our settings, from the start, written at exit. */
final class RecordingToFile {
    private static final String SETTINGS = "/page-consistency.jfc";

    private RecordingToFile() {
    }

    /**
     * Initialises JFR on the calling thread; relative to the working directory.
     *
     * @return ends the recording and writes it, unless somebody has done so
     */
    static Runnable start(String file) {
        Path destination = writable(file);
        Recording recording = new Recording(settings());
        try {
            recording.setName("page-consistency");
            recording.setDestination(destination);
            recording.setDumpOnExit(true);
            recording.start();
            return () -> end(recording);
        } catch (IOException e) {
            recording.close();
            throw refused(file, e);
        }
    }

    private static void end(Recording recording) {
        if (recording.getState() == RecordingState.RUNNING) {
            recording.stop();
        }
        recording.close();
    }

    /** Creates the file: one that cannot be written is found now, and even where the recorder does not work. */
    private static Path writable(String file) {
        try {
            Path path = Path.of(file);
            Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE).close();
            return path;
        } catch (IOException | InvalidPathException e) {
            throw refused(file, e);
        }
    }

    private static IllegalArgumentException refused(String file, Exception e) {
        return new IllegalArgumentException("option 'recording' cannot be '" + file + "', which cannot be written (" + e
                + "); allowed: " + Option.RECORDING.allowed(), e);
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

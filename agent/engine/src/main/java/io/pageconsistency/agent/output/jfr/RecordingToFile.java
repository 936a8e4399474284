package io.pageconsistency.agent.output.jfr;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.text.ParseException;
import java.util.function.Consumer;

import io.pageconsistency.agent.options.Option;
import io.pageconsistency.agent.options.OutputFile;

import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/** The recording of the option {@code recording}: with the agent's settings, from the start on, written at exit. */
final class RecordingToFile {
    private static final String SETTINGS = "/page-consistency.jfc";

    private RecordingToFile() {
    }

    /**
     * Starts the recording. Initialises JFR on the calling thread.
     *
     * @param notices receives one line if the recording goes to another file
     * @return ends the recording and writes it, unless that was done already
     * @throws IllegalArgumentException if the file cannot be written; the message names the option and its value
     */
    static Runnable start(String name, Consumer<String> notices) {
        OwnFile file = taken(name);
        Recording recording;
        try {
            recording = new Recording(settings());
        } catch (LinkageError | RuntimeException e) {
            // There is no recorder, or it does not work.
            leave(file);
            throw e;
        }
        try {
            recording.setName("page-consistency");
            recording.setDestination(file.path());
            file.lock();
            recording.setDumpOnExit(true);
            recording.start();
        } catch (IOException e) {
            recording.close();
            close(file);
            throw refused(name, e);
        }
        if (file.kept() != null) {
            notices.accept(file.kept() + ", so this run is recorded in " + file.path());
        }
        return () -> {
            end(recording);
            close(file);
        };
    }

    private static void end(Recording recording) {
        if (recording.getState() == RecordingState.RUNNING) {
            recording.stop();
        }
        recording.close();
    }

    private static void leave(OwnFile file) {
        try {
            file.leave();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(OwnFile file) {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Called before the recorder is used, so that a file that cannot be written is reported even if the recorder does not work. */
    private static OwnFile taken(String name) {
        try {
            OutputFile file = OutputFile.of(name);
            if (file.stream() != null) {
                throw new IOException("it is an output stream of the program");
            }
            file.requirePrompt();
            return OwnFile.take(file.path());
        } catch (IOException | InvalidPathException e) {
            throw refused(name, e);
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

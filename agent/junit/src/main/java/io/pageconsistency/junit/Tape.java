package io.pageconsistency.junit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

import jdk.jfr.Recording;

import io.pageconsistency.junit.setup.Notices;

/**
 * A flight recording of the agent's events in a ring buffer in memory, which is written to a file after a failure.
 *
 * <p>It does not record single operations, so its memory lasts for a long time. Thread-safe.
 */
final class Tape {
    private static final String EVENTS = "io.pageconsistency.";

    private final Path directory;
    private final Recording recording;
    private final Set<String> names = new HashSet<>();

    private Tape(Path directory, Recording recording) {
        this.directory = directory;
        this.recording = recording;
    }

    /**
     * Begins to record.
     *
     * @param directory the directory for the files; created with the first one
     * @throws LinkageError if the runtime has no flight recorder
     * @throws IllegalStateException if the flight recorder does not work
     */
    static Tape start(Path directory) {
        Recording recording = new Recording();
        recording.setName("page-consistency-junit");
        recording.setToDisk(false);
        recording.enable(EVENTS + "Violation").withStackTrace();
        for (String event : new String[] {"RegionOpened", "RegionClosed", "Validation"}) {
            recording.enable(EVENTS + event).withoutStackTrace();
        }
        for (String event : new String[] {"RegionStatistics", "AgentStatus"}) {
            recording.enable(EVENTS + event).withoutStackTrace().with("period", "endChunk");
        }
        recording.start();
        return new Tape(directory, recording);
    }

    /** Writes the recording; returns its path, or null after a message if it cannot be written. */
    synchronized String keep(String name) {
        String plain = name.replaceAll("[^\\w.$-]+", "_");
        String unique = plain;
        for (int i = 2; !names.add(unique); i++) {
            unique = plain + "-" + i;
        }
        Path file = directory.resolve(unique + ".jfr");
        try {
            Files.createDirectories(directory);
            recording.dump(file);
            return file.toString();
        } catch (IOException | RuntimeException e) {
            Notices.line("no recording in " + file + ": " + e);
            return null;
        }
    }
}

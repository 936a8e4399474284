package io.pageconsistency.junit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

import jdk.jfr.Recording;

import io.pageconsistency.junit.setup.Notices;

/**
 * A flight recording of the agent's events that goes round in memory, and is written to a file when something has failed.
 *
 * <p>Single pages are not recorded, so what memory there is lasts for long. Thread-safe.
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
     * @param directory where files are to be left; made when the first one is
     * @throws LinkageError in a runtime without a flight recorder
     * @throws IllegalStateException in one whose recorder does not work
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

    /** Writes what there is; where to, or null when it cannot be written, which is said. */
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

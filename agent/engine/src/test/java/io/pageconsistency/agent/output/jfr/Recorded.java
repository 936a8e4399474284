package io.pageconsistency.agent.output.jfr;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Reads the agent's events back from a recording. */
final class Recorded {
    private Recorded() {
    }

    /** Ends the recording and returns all of the agent's events in it, in the order of their times. */
    static List<RecordedEvent> stopAndRead(Recording recording) throws IOException {
        recording.stop();
        try {
            return read(recording);
        } finally {
            recording.close();
        }
    }

    static List<RecordedEvent> read(Recording recording) throws IOException {
        Path file = Files.createTempFile("recorded", ".jfr");
        try {
            recording.dump(file);
            return read(file);
        } finally {
            Files.delete(file);
        }
    }

    static List<RecordedEvent> read(Path file) throws IOException {
        // The order in the file is not that of the times.
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("io.pageconsistency."))
                .sorted((a, b) -> a.getStartTime().compareTo(b.getStartTime())).toList();
    }

    static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
        return events.stream().filter(event -> event.getEventType().getName().equals("io.pageconsistency." + name)).toList();
    }
}

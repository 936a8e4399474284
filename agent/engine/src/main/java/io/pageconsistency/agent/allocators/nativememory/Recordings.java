package io.pageconsistency.agent.allocators.nativememory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/** The recordings that are to be written to a file. A separate class, because a runtime may lack {@code jdk.jfr}. */
final class Recordings {
    private static final String EXTENSION = ".jfr";

    private Recordings() {
    }

    /**
     * Dumps each running recording to a file beside its destination. The destination itself is not used, because the recorder
     * appends to it if the process survives.
     *
     * @param notices receives a line for each recording
     * @throws NoClassDefFoundError in a runtime without {@code jdk.jfr}
     */
    static void dump(Consumer<String> notices) {
        if (!FlightRecorder.isAvailable() || !FlightRecorder.isInitialized()) {
            return;
        }
        for (Recording recording : FlightRecorder.getFlightRecorder().getRecordings()) {
            Path destination = recording.getDestination();
            if (destination != null && recording.getState() == RecordingState.RUNNING) {
                notices.accept("recording " + recording.getId() + " (" + recording.getName() + ") " + dump(recording,
                        beside(destination)));
            }
        }
    }

    private static String dump(Recording recording, Path file) {
        try {
            recording.dump(file);
            return "is saved up to here in " + file + ", in case the process is aborted";
        } catch (IOException | RuntimeException e) {
            return "could not be written to " + file + ": " + e;
        }
    }

    /** Keeps the extension {@code .jfr} at the end, because the JDK's tools read only such files. */
    private static Path beside(Path destination) {
        String name = destination.getFileName().toString();
        return destination.resolveSibling(
                (name.endsWith(EXTENSION) ? name.substring(0, name.length() - EXTENSION.length()) : name) + ".aborted" + EXTENSION);
    }
}

package io.pageconsistency.agent.allocators.nativememory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/** Those that somebody wants to have. Apart, because a runtime may be without {@code jdk.jfr}. */
final class Recordings {
    private static final String EXTENSION = ".jfr";

    private Recordings() {
    }

    /**
     * Writes what there is of each that is running beside where it is to go in the end. Not there: should the process
     * survive, the recorder appends to that file.
     *
     * @param notices told a line for each
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

    /** The JDK's tools read only what ends as it should. */
    private static Path beside(Path destination) {
        String name = destination.getFileName().toString();
        return destination.resolveSibling(
                (name.endsWith(EXTENSION) ? name.substring(0, name.length() - EXTENSION.length()) : name) + ".aborted" + EXTENSION);
    }
}

package io.pageconsistency.agent.halt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/** Writes the recordings that somebody wants to have, each to where it was to go. */
final class RecordingsAtHalt {
    private RecordingsAtHalt() {
    }

    /**
     * One recording that cannot be written does not keep the others from being.
     *
     * @param notices told a line for each
     * @throws LinkageError in a runtime without {@code jdk.jfr}
     */
    static void write(Consumer<String> notices) {
        if (!FlightRecorder.isAvailable() || !FlightRecorder.isInitialized()) {
            return;
        }
        for (Recording recording : FlightRecorder.getFlightRecorder().getRecordings()) {
            Path destination = recording.getDestination();
            if (destination != null && recording.getState() == RecordingState.RUNNING) {
                notices.accept(write(recording, destination));
            }
        }
    }

    private static String write(Recording recording, Path destination) {
        String name = "recording " + recording.getId() + " (" + recording.getName() + ")";
        try {
            recording.dump(destination);
            return name + " is in " + destination;
        } catch (IOException | RuntimeException e) {
            return name + " could not be written to " + destination + ": " + e;
        }
    }
}

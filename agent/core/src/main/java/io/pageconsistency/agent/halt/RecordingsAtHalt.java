package io.pageconsistency.agent.halt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/** Writes the recordings that somebody wants to have, each to where it was to go. */
final class RecordingsAtHalt {
    private static final Set<RecordingState> HAS_DATA = EnumSet.of(RecordingState.RUNNING, RecordingState.STOPPED);
    private static final long OTHERS_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

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
            if (destination != null && HAS_DATA.contains(recording.getState())) {
                notices.accept(write(recording, destination));
            }
        }
    }

    /**
     * Stopping writes it, and closes it then. A dump beside the virtual machine's own shutdown hook, which also stops, would
     * have two writers on one file.
     */
    private static String write(Recording recording, Path destination) {
        String name = "recording " + recording.getId() + " (" + recording.getName() + ")";
        try {
            if (!stopped(recording)) {
                awaitClosed(recording);
            }
            if (recording.getState() != RecordingState.CLOSED) {
                // It could not be written and nobody said why; this does.
                recording.dump(destination);
            }
            return name + " is in " + destination;
        } catch (IOException | RuntimeException e) {
            return name + " could not be written to " + destination + ": " + e;
        }
    }

    /** False when somebody else has stopped it. */
    private static boolean stopped(Recording recording) {
        try {
            return recording.stop();
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /** Who stopped it writes it, and may be at that. */
    private static void awaitClosed(Recording recording) {
        long start = System.nanoTime();
        while (recording.getState() != RecordingState.CLOSED && System.nanoTime() - start < OTHERS_NANOS) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}

package io.pageconsistency.agent.output.halt;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

import io.pageconsistency.background.Deadline;
import io.pageconsistency.background.Time;


/**
 * Writes the recordings that somebody wants to have, each to where it was to go.
 *
 * <p>The program may end meanwhile. Then the recorder's own shutdown hook writes to the same files and, when it is done,
 * deletes what they are made of. A dump excludes the hook while it writes, but it empties its file before, and a stop does not
 * exclude it between stopping and writing. So a dump goes to a file of its own, which then takes the other's place.
 */
final class RecordingsAtHalt {
    private static final Set<RecordingState> HAS_DATA = EnumSet.of(RecordingState.RUNNING, RecordingState.STOPPED);
    private static final long HOOK_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** What the recorder has in its buffers, and the tables it writes after them, are a few hundred kilobytes mostly. */
    private static final long ROOM_BYTES = 4 << 20;
    /** Where the recorder says what directory it works in, on every JDK from 17 on. */
    private static final String WORKPLACE = "jdk.jfr.repository";
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
        String full = fullDisk();
        if (full != null) {
            notices.accept("recordings are not written: " + full);
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
     * A dump first has all buffers written to the recorder's own directory, and if there is no room the recorder ends the
     * virtual machine, with a status that is not ours.
     */
    private static String fullDisk() {
        String directory = System.getProperty(WORKPLACE);
        File workplace = directory == null ? null : new File(directory);
        if (workplace == null || !workplace.isDirectory() || workplace.getUsableSpace() >= ROOM_BYTES) {
            return null;
        }
        return "the flight recorder needs room in " + directory + ", where " + workplace.getUsableSpace() + " bytes are left";
    }

    private static String write(Recording recording, Path destination) {
        String name = "recording " + recording.getId() + " (" + recording.getName() + ")";
        try {
            // Anything else, a pipe or a device, is not to be replaced.
            if (!Files.isRegularFile(destination) || !replace(recording, destination.toRealPath())) {
                recording.dump(destination);
            }
            return name + " is in " + destination;
        } catch (IOException | RuntimeException e) {
            return name + " could not be written to " + destination + ": " + e;
        }
    }

    /** False when there was no way to: neither ours, nor has the hook done it. */
    private static boolean replace(Recording recording, Path file) throws IOException {
        Path ours = file.resolveSibling(file.getFileName() + ".halt");
        try {
            recording.dump(ours);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(ours);
            return recording.getState() != RecordingState.RUNNING && isShuttingDown() && awaitClosed(recording);
        }
        disarm(recording);
        if (isShuttingDown()) {
            // The hook may have looked before that, and be writing.
            awaitClosed(recording);
        }
        Files.move(ours, file, StandardCopyOption.REPLACE_EXISTING);
        return true;
    }

    /** Nothing is written any more where this recording was to go. */
    private static void disarm(Recording recording) {
        try {
            recording.setDumpOnExit(false);
            recording.setDestination(null);
        } catch (IOException | IllegalStateException e) {
            // It has ended, so nothing will be written either.
        }
    }

    private static boolean isShuttingDown() {
        Thread probe = new Thread();
        try {
            Runtime.getRuntime().addShutdownHook(probe);
            Runtime.getRuntime().removeShutdownHook(probe);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    /** A recording is closed by who has stopped and written it. */
    private static boolean awaitClosed(Recording recording) {
        Deadline deadline = Deadline.in(Time.OF_THE_MACHINE, HOOK_NANOS);
        while (recording.getState() != RecordingState.CLOSED && !deadline.isOver()) {
            deadline.park(POLL_NANOS);
        }
        return recording.getState() == RecordingState.CLOSED;
    }
}

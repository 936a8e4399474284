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
 * Writes each recording that has a destination to that destination.
 *
 * <p>The program may end in the meantime. Then the recorder's own shutdown hook writes to the same files, and afterwards deletes
 * the data that they are made of. A dump and the hook exclude each other, but the dump empties its file before that. A stop does
 * not exclude the hook between stopping and writing. So a dump goes to a separate file, which then replaces the other one.
 */
final class RecordingsAtHalt {
    private static final Set<RecordingState> HAS_DATA = EnumSet.of(RecordingState.RUNNING, RecordingState.STOPPED);
    private static final long HOOK_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** The recorder's buffers, and the tables that it writes after them, mostly take a few hundred kilobytes. */
    private static final long ROOM_BYTES = 4 << 20;
    /** The property with the recorder's working directory, in every JDK from 17 on. */
    private static final String REPOSITORY = "jdk.jfr.repository";
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private RecordingsAtHalt() {
    }

    /**
     * Writes the recordings. If one of them cannot be written, the others still are.
     *
     * @param notices receives a line for each recording
     * @throws LinkageError in a runtime without {@code jdk.jfr}
     */
    static void write(Consumer<String> notices) {
        if (!FlightRecorder.isAvailable() || !FlightRecorder.isInitialized()) {
            return;
        }
        String lack = lackOfRoom();
        if (lack != null) {
            notices.accept("recordings are not written: " + lack);
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
     * Why there is no room to dump; null if there is. A dump first writes all buffers to the recorder's own directory. If there is
     * no room, the recorder ends the virtual machine, with another status than the one of {@link Halt}.
     */
    private static String lackOfRoom() {
        String directory = System.getProperty(REPOSITORY);
        File repository = directory == null ? null : new File(directory);
        if (repository == null || !repository.isDirectory() || repository.getUsableSpace() >= ROOM_BYTES) {
            return null;
        }
        return "the flight recorder needs room in " + directory + ", where " + repository.getUsableSpace() + " bytes are left";
    }

    private static String write(Recording recording, Path destination) {
        String name = "recording " + recording.getId() + " (" + recording.getName() + ")";
        try {
            // A pipe or a device must not be replaced by a file.
            if (!Files.isRegularFile(destination) || !replace(recording, destination.toRealPath())) {
                recording.dump(destination);
            }
            return name + " is in " + destination;
        } catch (IOException | RuntimeException e) {
            return name + " could not be written to " + destination + ": " + e;
        }
    }

    /** Returns false if neither this method nor the recorder's hook could write the file. */
    private static boolean replace(Recording recording, Path file) throws IOException {
        Path ours = file.resolveSibling(file.getFileName() + ".halt");
        try {
            recording.dump(ours);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(ours);
            return recording.getState() != RecordingState.RUNNING && isShuttingDown() && awaitClosed(recording);
        }
        clearDestination(recording);
        if (isShuttingDown()) {
            // The hook may have read the destination before it was cleared, and may be writing.
            awaitClosed(recording);
        }
        Files.move(ours, file, StandardCopyOption.REPLACE_EXISTING);
        return true;
    }

    /** Clears the recording's destination, so that the recorder no longer writes there. */
    private static void clearDestination(Recording recording) {
        try {
            recording.setDumpOnExit(false);
            recording.setDestination(null);
        } catch (IOException | IllegalStateException e) {
            // The recording has ended, so the recorder no longer writes.
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

    /**
     * Waits until the recorder's hook has written and closed the recording.
     *
     * @return false if it did not in time
     */
    private static boolean awaitClosed(Recording recording) {
        Deadline deadline = Deadline.in(Time.OF_THE_MACHINE, HOOK_NANOS);
        while (recording.getState() != RecordingState.CLOSED && !deadline.isOver()) {
            deadline.park(POLL_NANOS);
        }
        return recording.getState() == RecordingState.CLOSED;
    }
}

package io.pageconsistency.junit.recording;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import io.pageconsistency.ViolationKind;
import jdk.jfr.consumer.EventStream;

/**
 * The recording of a running virtual machine, read from its repository.
 *
 * <p>The other virtual machine must be recording (with {@code -XX:StartFlightRecording}, or the agent's option {@code recording}).
 * It writes once a second, so the data is up to two seconds old, and an assertion about the present takes two to three seconds.
 * Thread-safe. Must be closed.
 */
public final class LiveRecording implements AutoCloseable {
    /** The longest time that the other virtual machine may take to write, which it does once a second. */
    private static final Duration LONGEST_FLUSH = Duration.ofSeconds(20);
    /** The largest difference between the recorder's clock and the system's. */
    private static final Duration CLOCKS = Duration.ofMillis(200);
    private static final String FILES = ".jfr";

    private final Evidence evidence = new Evidence();
    private final Path repository;
    private final EventStream stream;

    private LiveRecording(Path repository) throws IOException {
        this.repository = repository;
        stream = open(evidence);
        stream.onFlush(this::moved);
        stream.startAsync();
    }

    /** Opens a stream of all events in the repository, from the beginning. */
    private EventStream open(Evidence into) throws IOException {
        EventStream opened = EventStream.openRepository(repository);
        opened.setStartTime(Instant.EPOCH);
        Evidence.TYPES.forEach(type -> opened.onEvent(type, into::add));
        return opened;
    }

    /**
     * Opens a repository.
     *
     * @param repository the directory of one virtual machine's recording ({@code jcmd <pid> JFR.configure} names it), or the
     *        directory given with {@code -XX:FlightRecorderOptions=repository=}, which contains one for each virtual machine; then
     *        the newest is used
     * @param patience how long to wait for the recording to begin
     * @throws IOException if it does not begin in that time, or cannot be read
     */
    public static LiveRecording open(Path repository, Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        Optional<Path> found = newest(repository);
        while (found.isEmpty()) {
            if (System.nanoTime() - end > 0) {
                throw new IOException("no process began to record into " + repository + " within " + patience);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for a recording in " + repository, e);
            }
            found = newest(repository);
        }
        return new LiveRecording(found.get());
    }

    private static Optional<Path> newest(Path repository) throws IOException {
        if (!Files.isDirectory(repository)) {
            return Optional.empty();
        }
        try (Stream<Path> directories = Files.walk(repository, 1)) {
            return directories.filter(Files::isDirectory).filter(LiveRecording::holdsRecordings)
                    .max(Comparator.comparing(LiveRecording::time));
        }
    }

    private static boolean holdsRecordings(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.anyMatch(file -> file.toString().endsWith(FILES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Instant time(Path directory) {
        try {
            return Files.getLastModifiedTime(directory).toInstant();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void moved() {
        notifyAll();
    }

    /** The violations read so far. */
    public List<RecordedViolation> violations() {
        return evidence.violations();
    }

    /**
     * Asserts that until now something was checked and no violation was found.
     *
     * @throws AssertionError if not, or if the other virtual machine has stopped recording
     */
    public LiveRecording hasNoViolations() {
        // A stream with an end time ends at the first flush after that time; on Java 17 it does not read that last flush. So this
        // reads twice: the second stream has read all that was flushed when the first one ended.
        readUntilNow();
        new RecordingAssert(repository.toString(), readUntilNow()).hasNoViolations();
        return this;
    }

    private Evidence readUntilNow() {
        Evidence read = new Evidence();
        AtomicBoolean ended = new AtomicBoolean();
        try (EventStream bounded = open(read)) {
            bounded.setEndTime(Instant.now().plus(CLOCKS));
            bounded.onClose(() -> ended.set(true));
            bounded.startAsync();
            bounded.awaitTermination(LONGEST_FLUSH);
            // Checked before this method closes the stream.
            if (!ended.get()) {
                throw new AssertionError("nothing is recorded in " + repository + " any more: the process has ended, or stopped"
                        + " its recording");
            }
            return read;
        } catch (IOException e) {
            throw new AssertionError(repository + " cannot be read any more: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while reading " + repository, e);
        }
    }

    /**
     * Waits for a violation.
     *
     * @return the first violation of that kind
     * @throws AssertionError if there is none in that time; the message counts the other violations
     */
    public RecordedViolation awaitViolation(ViolationKind kind, Duration patience) {
        await(patience, () -> first(kind).isPresent());
        return first(kind).orElseThrow(() -> new AssertionError("no " + kind + " in " + repository + " within " + patience
                + ", but " + Evidence.counts(evidence.violations())));
    }

    private Optional<RecordedViolation> first(ViolationKind kind) {
        return evidence.violations().stream().filter(violation -> violation.kind().equals(kind.name())).findFirst();
    }

    private synchronized boolean await(Duration patience, BooleanSupplier condition) {
        long end = System.nanoTime() + patience.toNanos();
        try {
            while (!condition.getAsBoolean()) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                wait(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return condition.getAsBoolean();
        }
    }

    @Override
    public void close() {
        stream.close();
    }
}

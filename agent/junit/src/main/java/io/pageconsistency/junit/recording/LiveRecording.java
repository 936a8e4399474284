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
 * What a running virtual machine records, read from its repository while it does so.
 *
 * <p>The other machine must be recording (with {@code -XX:StartFlightRecording}, or the agent's option {@code recording}); it
 * writes once a second, so what is read is up to two seconds old, and what must be sure takes two to three. Thread-safe. To be closed.
 */
public final class LiveRecording implements AutoCloseable {
    /** How long the other machine may take to write, which it does once a second. */
    private static final Duration LONGEST_FLUSH = Duration.ofSeconds(20);
    /** The recorder's clock and the system's are not one. */
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

    /** All that is in the repository, from the beginning. */
    private EventStream open(Evidence into) throws IOException {
        EventStream opened = EventStream.openRepository(repository);
        opened.setStartTime(Instant.EPOCH);
        Evidence.TYPES.forEach(type -> opened.onEvent(type, into::add));
        return opened;
    }

    /**
     * Opens a repository.
     *
     * @param repository the directory of one virtual machine's recording ({@code jcmd <pid> JFR.configure} names it), or the one
     *        that was given with {@code -XX:FlightRecorderOptions=repository=}, in which each machine makes one: then the newest
     * @param patience how long to wait for the machine to begin
     * @throws IOException if it does not, or what it writes cannot be read
     */
    public static LiveRecording open(Path repository, Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        Optional<Path> found = newest(repository);
        while (found.isEmpty()) {
            if (System.nanoTime() - end > 0) {
                throw new IOException("nobody records into " + repository + " within " + patience);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for somebody to record into " + repository, e);
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

    /** The violations read so far, root causes that count. */
    public List<RecordedViolation> violations() {
        return evidence.violations();
    }

    /**
     * Until now something was checked, and no violation was found.
     *
     * @throws AssertionError if it is otherwise, or if the other machine has stopped to record
     */
    public LiveRecording hasNoViolations() {
        // A stream with an end in time ends when it meets a flush after that; on Java 17 without reading what was flushed
        // then. So what was flushed last when the first one ends has been read when the second one does.
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
            // Before it is closed from here.
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
     * @return the first of that kind
     * @throws AssertionError if there is none in that time; it says what there is
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

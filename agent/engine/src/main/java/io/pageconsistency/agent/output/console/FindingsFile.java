package io.pageconsistency.agent.output.console;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.pageconsistency.Violation;
import io.pageconsistency.agent.options.OutputFile;
import io.pageconsistency.background.AgentThread;
import io.pageconsistency.background.Time;
import io.pageconsistency.background.Waiting;
import io.pageconsistency.report.Fault;
import io.pageconsistency.report.LedgerListener;

/**
 * Appends findings to a file, one line of JSON each, follow-ups and leaks included; of a fault that is met again and again
 * {@linkplain RepeatedFindings not every one}.
 *
 * <p>A daemon thread writes, from a bounded queue. Whoever is guilty of a violation that counts waits until it is written, so that it is
 * there whatever becomes of the virtual machine next; but the file may be slow and the guilty thread may hold a pool's lock, so it
 * does not wait longer than {@value #PATIENCE_MILLIS} ms, not again before the file has caught up, and not more often than
 * {@value #WAITS_A_SECOND} times a second.
 *
 * <p>When one run has written {@value #MOST_BYTES} bytes it writes no more. What is not written, because there is no room or it cannot be, is said once on
 * the console and counted in a last line. Thread-safe.
 */
public final class FindingsFile implements LedgerListener {
    private static final int CAPACITY = 4_096;
    private static final long END_MILLIS = 2_000;
    private static final long PATIENCE_MILLIS = 1_000;
    private static final int WAITS_A_SECOND = 100;
    private static final long MOST_BYTES = 64 << 20;

    private final BlockingQueue<Runnable> queue;
    private final OutputStream out;
    /** Null where nothing can be read back. */
    private final Path file;
    private final long mostBytes;
    private final RepeatedFindings repeated;
    private final Consumer<String> notices;
    private final AtomicLong missing = new AtomicLong();
    private volatile Thread writer;
    private volatile boolean closed;
    /** Whether somebody has waited for long, and the file has not caught up yet. */
    private volatile boolean slow;
    private volatile boolean toldOfLoss;
    /** Whether nothing more is written. */
    private volatile boolean full;
    private final Time time;
    private volatile long second;
    private final AtomicInteger waitsInSecond = new AtomicInteger();
    /** From here on the writing thread's own. */
    private boolean toldOfFailure;
    private long written;
    private long missingTold;
    /** Whether the last line may have been cut, by us or by whoever wrote here before. */
    private boolean cut = true;

    /** @param file to look at its end; null where that cannot be done */
    FindingsFile(OutputStream out, Path file, int capacity, long mostBytes, RepeatedFindings repeated, Consumer<String> notices,
            Time time) {
        this.out = out;
        this.file = file;
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.mostBytes = mostBytes;
        this.repeated = repeated;
        this.notices = notices;
        this.time = time;
    }

    /**
     * Begins to write, after what is in the file.
     *
     * @param faults asked for those that were met so far
     * @param notices told, in one line, that findings are missing in the file
     * @throws IOException if the file cannot be opened
     */
    public static FindingsFile open(OutputFile file, Supplier<List<Fault>> faults, Consumer<String> notices) throws IOException {
        file.requirePrompt();
        Path path = file.path();
        FindingsFile findings = new FindingsFile(stream(file), Files.isRegularFile(path) ? path : null, CAPACITY, MOST_BYTES,
                new RepeatedFindings(faults), notices, Time.OF_THE_MACHINE);
        findings.startWriter();
        return findings;
    }

    private static OutputStream stream(OutputFile file) throws IOException {
        // No channel: one is closed when somebody interrupts the thread that writes.
        return file.stream() == null ? new FileOutputStream(file.path().toFile(), true) : new FileOutputStream(file.stream()) {
            @Override
            public void close() {
                // It is the program's.
            }
        };
    }

    void startWriter() {
        // Known before it runs: it asks whether it is this thread that waits.
        writer = AgentThread.of("findings", this::write);
        writer.start();
    }

    @Override
    public void violation(Violation violation) {
        if (!RepeatedFindings.isWritten(violation)) {
            return;
        }
        if (full) {
            missing.incrementAndGet();
            return;
        }
        CountDownLatch done = violation.isCounted() && mayWait() ? new CountDownLatch(1) : null;
        if (queue.offer(() -> append(violation, done))) {
            if (done != null && !Waiting.until(done, PATIENCE_MILLIS)) {
                slow = true;
            }
        } else {
            missing.incrementAndGet();
            if (!toldOfLoss) {
                toldOfLoss = true;
                notices.accept("findings are missing in the file: it could not be written in time");
            }
        }
    }

    /** A race between guilty threads admits a few more. */
    private boolean mayWait() {
        if (slow || Thread.currentThread() == writer) {
            return false;
        }
        long now = TimeUnit.NANOSECONDS.toSeconds(time.nanos());
        if (second != now) {
            second = now;
            waitsInSecond.set(0);
        }
        return waitsInSecond.incrementAndGet() <= WAITS_A_SECOND;
    }

    /** Waits until all that was found so far is written, or counted, but no longer than {@value #END_MILLIS} ms. */
    public void flush() {
        flush(END_MILLIS);
    }

    /**
     * Waits until all that was found so far is written, or counted.
     *
     * @param millis how long to wait at most
     * @return whether it was written in that time
     */
    boolean flush(long millis) {
        CountDownLatch reached = new CountDownLatch(1);
        Runnable marker = () -> {
            appendRepeated();
            appendMissing();
            reached.countDown();
        };
        return Waiting.until(step -> queue.offer(marker, step, TimeUnit.MILLISECONDS), millis) && Waiting.until(reached, millis);
    }

    /** Waits like {@link #flush}, and ends; nothing is written any more. */
    public void close() throws IOException {
        flush();
        closed = true;
        // Wakes the writer; where there is no room for it, the writer is awake.
        queue.offer(() -> { });
        out.close();
    }

    private void write() {
        while (!closed) {
            Runnable next = Waiting.next(queue);
            if (next != null) {
                next.run();
            }
            if (queue.isEmpty()) {
                slow = false;
            }
        }
    }

    private void append(Violation violation, CountDownLatch done) {
        try {
            if (full || written >= mostBytes) {
                missing.incrementAndGet();
                tellOfEnd();
            } else {
                append(ViolationJson.of(violation));
            }
        } catch (IOException | RuntimeException | Error e) {
            missing.incrementAndGet();
            if (!toldOfFailure) {
                tell(e);
            }
        } finally {
            if (done != null) {
                done.countDown();
            }
        }
    }

    private void appendRepeated() {
        try {
            for (String line : repeated.lines()) {
                append(line);
            }
        } catch (IOException | RuntimeException | Error e) {
            if (!toldOfFailure) {
                tell(e);
            }
        }
    }

    /** Again whenever there are more, for nobody knows which one is the last. */
    private void appendMissing() {
        long now = missing.get();
        if (now == missingTold) {
            return;
        }
        try {
            append(new Json().open(null, '{').string("time", Instant.now().toString()).number("missing", now).close('}').toString());
            missingTold = now;
        } catch (IOException | RuntimeException | Error e) {
            // That findings are missing has been said elsewhere.
            cut = true;
        }
    }

    private void append(String line) throws IOException {
        // One call, so that of two virtual machines that share the file neither cuts the other's lines.
        byte[] bytes = ((cut && endsInTheMiddle() ? "\n" : "") + line + '\n').getBytes(StandardCharsets.UTF_8);
        cut = true;
        out.write(bytes);
        out.flush();
        cut = false;
        written += bytes.length;
    }

    /** A disk that is full takes a part of a line, and there may be room again later. */
    private boolean endsInTheMiddle() throws IOException {
        if (file == null) {
            return false;
        }
        try (RandomAccessFile end = new RandomAccessFile(file.toFile(), "r")) {
            if (end.length() == 0) {
                return false;
            }
            end.seek(end.length() - 1);
            return end.read() != '\n';
        }
    }

    private void tellOfEnd() {
        if (!full) {
            full = true;
            notices.accept("findings are missing in the file from here on: this run has written " + written + " bytes to it; they are"
                    + " counted in its last line");
        }
    }

    private void tell(Throwable failure) {
        try {
            notices.accept("findings are missing in the file: " + failure);
            toldOfFailure = true;
        } catch (Throwable e) {
            // No memory for the words: the next finding that is missing is told of. The thread goes on in any case.
        }
    }
}

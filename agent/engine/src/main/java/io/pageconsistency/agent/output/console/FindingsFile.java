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
 * Appends findings to a file, each as one line of JSON, including follow-ups and leaks. Of a repeated fault
 * {@linkplain RepeatedFindings only some findings} are written.
 *
 * <p>A daemon thread writes, from a bounded queue. After a violation that counts, the guilty thread waits until the line is
 * written, because the virtual machine may end at any moment. But the file may be slow, and the guilty thread may hold a pool's
 * lock. So it waits no longer than {@value #PATIENCE_MILLIS} ms. It does not wait again before the file has caught up, and no more
 * than {@value #WAITS_A_SECOND} times a second.
 *
 * <p>One run writes about {@value #MOST_BYTES} bytes at most. If findings are not written, for lack of room or because writing
 * fails, the console says so once, and a last line has their number. Thread-safe.
 */
public final class FindingsFile implements LedgerListener {
    private static final int CAPACITY = 4_096;
    private static final long END_MILLIS = 2_000;
    private static final long PATIENCE_MILLIS = 1_000;
    private static final int WAITS_A_SECOND = 100;
    private static final long MOST_BYTES = 64 << 20;

    private final BlockingQueue<Runnable> queue;
    private final OutputStream out;
    /** Null if the output cannot be read back. */
    private final Path file;
    private final long mostBytes;
    private final RepeatedFindings repeated;
    private final Consumer<String> notices;
    private final AtomicLong missing = new AtomicLong();
    private volatile Thread writer;
    private volatile boolean closed;
    /** Whether a thread has waited for its finding without success, and the file has not caught up yet. */
    private volatile boolean slow;
    private volatile boolean lossReported;
    /** Whether the limit is reached, so that no more findings are written. */
    private volatile boolean full;
    private final Time time;
    private volatile long second;
    private final AtomicInteger waitsInSecond = new AtomicInteger();
    /** This field and those below are only used by the writing thread. */
    private boolean failureReported;
    private long written;
    private long missingWritten;
    /** Whether the file may end with an incomplete line, by this run or an earlier one. */
    private boolean cut = true;

    /** @param file read to find out whether its last line is complete; null if it cannot be read */
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
     * Starts to write, at the end of the file.
     *
     * @param faults all faults so far
     * @param notices receives one line if findings are missing in the file
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
        // Not a channel, because the interrupt of a writing thread would close it.
        return file.stream() == null ? new FileOutputStream(file.path().toFile(), true) : new FileOutputStream(file.stream()) {
            @Override
            public void close() {
                // The stream belongs to the program.
            }
        };
    }

    void startWriter() {
        // Set before the thread starts, because the thread itself may report a violation, and must not wait for itself.
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
            if (!lossReported) {
                lossReported = true;
                notices.accept("findings are missing in the file: it could not be written in time");
            }
        }
    }

    /** Whether the calling thread may wait now. Because of a race a few threads more may wait. */
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

    /** Waits until all findings so far are written or counted as missing, but no longer than {@value #END_MILLIS} ms. */
    public void flush() {
        flush(END_MILLIS);
    }

    /**
     * Waits until all findings so far are written or counted as missing.
     *
     * @param millis the longest time to wait
     * @return whether they were written in that time
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

    /** Waits like {@link #flush}, and then stops writing. */
    public void close() throws IOException {
        flush();
        closed = true;
        // Wakes the writer. If the queue is full, the writer is awake anyway.
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
                reportFull();
            } else {
                append(ViolationJson.of(violation));
            }
        } catch (IOException | RuntimeException | Error e) {
            missing.incrementAndGet();
            if (!failureReported) {
                reportFailure(e);
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
            if (!failureReported) {
                reportFailure(e);
            }
        }
    }

    /**
     * Writes the number of missing findings. It is written again after each increase, because it is not known which one is the
     * last.
     */
    private void appendMissing() {
        long now = missing.get();
        if (now == missingWritten) {
            return;
        }
        try {
            append(new Json().open(null, '{').string("time", Instant.now().toString()).number("missing", now).close('}').toString());
            missingWritten = now;
        } catch (IOException | RuntimeException | Error e) {
            // The console has already said that findings are missing.
            cut = true;
        }
    }

    private void append(String line) throws IOException {
        // One call, so that two virtual machines can share the file without cutting each other's lines.
        byte[] bytes = ((cut && endsInTheMiddle() ? "\n" : "") + line + '\n').getBytes(StandardCharsets.UTF_8);
        cut = true;
        out.write(bytes);
        out.flush();
        cut = false;
        written += bytes.length;
    }

    /**
     * Whether the file ends with an incomplete line. On a full disk a part of a line is written, and there may be room again later.
     */
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

    private void reportFull() {
        if (!full) {
            full = true;
            notices.accept("findings are missing in the file from here on: this run has written " + written + " bytes to it; they are"
                    + " counted in its last line");
        }
    }

    private void reportFailure(Throwable failure) {
        try {
            notices.accept("findings are missing in the file: " + failure);
            failureReported = true;
        } catch (Throwable e) {
            // There is no heap for the notice. The next missing finding tries again, and the thread goes on.
        }
    }
}

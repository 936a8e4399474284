package io.pageconsistency.agent.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.pageconsistency.Violation;
import io.pageconsistency.ledger.LedgerListener;

/**
 * Appends every finding to a file, one line of JSON each, follow-ups and leaks included.
 *
 * <p>The guilty thread only puts the finding into a bounded queue; a daemon thread writes. What does not fit, or cannot be
 * written, is missing in the file and said once on the console. Thread-safe.
 */
public final class FindingsFile implements LedgerListener {
    private static final int CAPACITY = 4_096;
    private static final long END_MILLIS = 2_000;

    private final BlockingQueue<Runnable> queue;
    private final OutputStream out;
    private final Consumer<String> notices;
    private Thread hook;
    private volatile boolean closed;
    private volatile boolean toldOfFailure;
    private volatile boolean toldOfLoss;

    FindingsFile(OutputStream out, int capacity, Consumer<String> notices) {
        this.out = out;
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.notices = notices;
    }

    /**
     * Begins to write, behind what is in the file.
     *
     * @param notices told, in one line, that findings are missing in the file
     * @throws IOException if the file cannot be opened
     */
    public static FindingsFile open(Path file, Consumer<String> notices) throws IOException {
        FindingsFile findings = new FindingsFile(
                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND), CAPACITY, notices);
        findings.startWriter();
        findings.hook = new Thread(null, findings::flush, "page-consistency findings end", 0, false);
        Runtime.getRuntime().addShutdownHook(findings.hook);
        return findings;
    }

    void startWriter() {
        Thread writer = new Thread(null, this::write, "page-consistency findings", 0, false);
        writer.setDaemon(true);
        writer.setContextClassLoader(null);
        writer.start();
    }

    @Override
    public void violation(Violation violation) {
        if (!queue.offer(() -> append(violation)) && !toldOfLoss) {
            toldOfLoss = true;
            notices.accept("findings are missing in the file: it did not take them in time");
        }
    }

    /** Waits until all that was found so far is written, but no longer than {@value #END_MILLIS} ms. */
    public void flush() {
        flush(END_MILLIS);
    }

    /**
     * Waits until all that was found so far is written.
     *
     * @param millis how long to wait at most
     * @return whether it was written in that time
     */
    boolean flush(long millis) {
        CountDownLatch reached = new CountDownLatch(1);
        try {
            return Waiting.until(step -> queue.offer(reached::countDown, step, TimeUnit.MILLISECONDS), millis)
                    && Waiting.until(reached, millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits like {@link #flush}, and ends; nothing is written any more. */
    public void close() throws IOException {
        ShutdownHooks.remove(hook);
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
        }
    }

    private void append(Violation violation) {
        try {
            // One call, so that of two virtual machines that share the file neither cuts the other's lines.
            out.write((ViolationJson.of(violation) + '\n').getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException | RuntimeException | Error e) {
            if (!toldOfFailure) {
                tell(e);
            }
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

package io.pageconsistency.agent.output.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import io.pageconsistency.Quoting;
import io.pageconsistency.background.AgentThread;
import io.pageconsistency.background.Waiting;

/**
 * Writes to standard error without delaying the threads that report something.
 *
 * <p>A caller may hold a pool's lock. So one daemon thread formats and writes all text, from a bounded queue. If the queue is full,
 * a block is dropped and counted, and the count is written as soon as there is room. A stream that is stuck delays no thread for
 * longer than {@value #END_MILLIS} ms.
 *
 * <p>The writing thread catches every error, including an exhausted heap. If it ended, nothing more would be written.
 *
 * <p>The stream is looked up for every block, so it may be replaced at any time. Thread-safe.
 */
public final class Console {
    /** The prefix of each block, so that its lines can be found in a log. */
    static final String PREFIX = "[page-consistency] ";

    private static final int CAPACITY = 1_024;
    private static final long END_MILLIS = 2_000;
    private static final List<String> UNFORMATTED = List.of("a message could not be formatted");

    private final BlockingQueue<Supplier<List<String>>> queue;
    private volatile Supplier<PrintStream> stream;
    private final AtomicLong dropped = new AtomicLong();
    private volatile Supplier<List<String>> lastLines = List::of;
    /** Not yet counted down if a thread waits for the last lines. */
    private volatile CountDownLatch ended = new CountDownLatch(0);
    private volatile boolean closed;
    /** The number of dropped blocks that was written already. Only used by the writing thread. */
    private long droppedWritten;
    /** Allocated in advance, because there may be no heap left when it is needed. */
    private final Supplier<List<String>> missing = this::missing;

    Console(int capacity, Supplier<PrintStream> stream) {
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.stream = stream;
    }

    /** A console on {@link System#err}, as it is set at the time of writing. */
    public static Console start() {
        Console console = new Console(CAPACITY, () -> System.err);
        console.startWriter();
        return console;
    }

    private static PrintStream standardError() {
        // JDK 19 and later have the first property, earlier ones the second.
        String encoding = System.getProperty("stderr.encoding", System.getProperty("sun.stderr.encoding"));
        Charset charset = encoding == null ? Charset.defaultCharset() : Charset.forName(encoding);
        return new PrintStream(new FileOutputStream(FileDescriptor.err), false, charset);
    }

    Thread startWriter() {
        return AgentThread.start("console", this::write);
    }

    /** Writes one line. Returns at once. */
    public void line(String text) {
        block(List.of(text));
    }

    /** Writes lines that belong together, without output of other threads in between. Returns at once. */
    public void block(List<String> lines) {
        block(() -> lines);
    }

    /** Like {@link #block(List)}, but the writing thread makes the lines. */
    public void block(Supplier<List<String>> lines) {
        if (!queue.offer(lines)) {
            dropped.incrementAndGet();
        }
    }

    /**
     * Sets the last lines, which are written after all others when the virtual machine ends. The supplier is called at that time.
     */
    public void atExit(Supplier<List<String>> lines) {
        lastLines = lines;
    }

    /**
     * Waits until everything that was reported so far is written.
     *
     * @param millis the longest time to wait
     * @return whether it was written in that time
     */
    public boolean drain(long millis) {
        CountDownLatch reached = new CountDownLatch(1);
        Supplier<List<String>> marker = () -> {
            reached.countDown();
            return List.of();
        };
        return Waiting.until(step -> queue.offer(marker, step, TimeUnit.MILLISECONDS), millis) && Waiting.until(reached, millis);
    }

    /** Waits until everything that was reported so far is written, but no longer than {@value #END_MILLIS} ms. */
    public void drain() {
        drain(END_MILLIS);
    }

    /** The number of blocks that were never written, because the queue was full or the stream failed. */
    public long dropped() {
        return dropped.get();
    }

    /**
     * Writes to the process's own standard error from now on, whatever {@link System#err} is set to. After the program has ended,
     * its logging may have ended, too.
     */
    public void goStraight() {
        PrintStream straight = standardError();
        stream = () -> straight;
    }

    /**
     * Writes everything that was reported so far, and then the last lines. Waits no longer than {@value #END_MILLIS} ms. Later
     * reports are still written, and another call writes last lines again.
     */
    public void end() {
        end(END_MILLIS);
    }

    /**
     * As {@link #end()}, with another limit.
     *
     * @param millis the longest time to wait
     * @return whether everything was written in that time
     */
    boolean end(long millis) {
        return await(wanted(), millis);
    }

    private boolean await(CountDownLatch written, long millis) {
        queue.offer(List::of); // Wakes the writer. If the queue is full, the writer is awake anyway.
        return Waiting.until(written, millis);
    }

    private synchronized CountDownLatch wanted() {
        if (ended.getCount() == 0) {
            ended = new CountDownLatch(1);
        }
        return ended;
    }

    /**
     * Writes everything that was reported so far, without the last lines, and ends the writing thread. Later reports are lost.
     * Waits no longer than {@value #END_MILLIS} ms.
     */
    public void close() {
        lastLines = List::of;
        CountDownLatch written = wanted();
        closed = true;
        await(written, END_MILLIS);
    }

    private void write() {
        initialiseStackReading();
        boolean over = false;
        while (!over) {
            writeNext();
            // Read before the latch, because close() sets the latch first.
            over = closed;
            CountDownLatch wanted = ended;
            if (wanted.getCount() != 0) {
                try {
                    writeLast();
                } finally {
                    wanted.countDown();
                }
            }
        }
    }

    private void writeLast() {
        // Only what is in the queue now, so that a flood of reports cannot delay the last lines forever.
        for (int left = queue.size(); left > 0; left--) {
            writeNext();
        }
        writeDropped();
        print(linesOf(lastLines));
    }

    /**
     * Makes the JDK initialise the classes that read stacks. It does so when the first stack is read. If that first time is close
     * to a stack overflow, the initialisation fails permanently, and stacks can no longer be formatted, not even by the program.
     */
    private static void initialiseStackReading() {
        new Throwable().getStackTrace();
    }

    private void writeNext() {
        Supplier<List<String>> next = Waiting.next(queue);
        if (next == null) {
            return;
        }
        if (!print(linesOf(next))) {
            dropped.incrementAndGet();
        }
        if (queue.isEmpty()) {
            writeDropped();
        }
    }

    private void writeDropped() {
        long now = dropped.get();
        if (now != droppedWritten) {
            List<String> lines = linesOf(missing);
            if (lines != UNFORMATTED && print(lines)) {
                droppedWritten = now;
            }
        }
    }

    private List<String> missing() {
        long missing = dropped.get() - droppedWritten;
        return List.of((missing == 1 ? "1 block is" : missing + " blocks are") + " missing here: standard error did not take them"
                + " in time, or there was no memory for them; findings are counted, and recorded where a recording runs");
    }

    private static List<String> linesOf(Supplier<List<String>> lines) {
        try {
            return lines.get();
        } catch (Throwable e) {
            return unformatted(e);
        }
    }

    private static List<String> unformatted(Throwable why) {
        try {
            return List.of(UNFORMATTED.get(0) + ": " + why);
        } catch (Throwable e) {
            // If there is no heap to format the message, there may be none to format the reason.
            return UNFORMATTED;
        }
    }

    private boolean print(List<String> lines) {
        if (lines.isEmpty()) {
            return true;
        }
        try {
            String newLine = System.lineSeparator();
            PrintStream out = stream.get();
            StringBuilder text = new StringBuilder(PREFIX);
            for (String line : lines) {
                // Control characters are replaced, so that this stays one line.
                text.append(Quoting.plain(line)).append(newLine);
            }
            // One call, so that lines of other threads do not come in between.
            out.print(text.toString());
            out.flush();
            return true;
        } catch (Throwable e) {
            // A stream that replaces standard error may throw anything, and there is no other place to report it.
            return false;
        }
    }
}

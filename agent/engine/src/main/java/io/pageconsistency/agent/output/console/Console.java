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
 * Writes to standard error without ever holding up whoever has something to say.
 *
 * <p>A caller may be inside a pool's lock, so text is put together and written by one daemon thread, from a bounded queue.
 * What does not fit is dropped, counted, and the count is written as soon as there is room. Nobody waits longer than
 * {@value #END_MILLIS} ms for a stream that is stuck.
 *
 * <p>The thread outlives whatever it meets, an exhausted heap too: one that had ended would keep silent for good.
 *
 * <p>The stream is looked up for every block, so it may be replaced at any time. Thread-safe.
 */
public final class Console {
    /** Begins each block, so that its lines can be found in a log. */
    static final String PREFIX = "[page-consistency] ";

    private static final int CAPACITY = 1_024;
    private static final long END_MILLIS = 2_000;
    private static final List<String> NO_WORDS = List.of("a message could not be formatted");

    private final BlockingQueue<Supplier<List<String>>> queue;
    private volatile Supplier<PrintStream> stream;
    private final AtomicLong dropped = new AtomicLong();
    private volatile Supplier<List<String>> farewell = List::of;
    /** Shut while somebody wants the last lines written. */
    private volatile CountDownLatch ended = new CountDownLatch(0);
    private volatile boolean closed;
    /** Dropped blocks that the reader knows about; the writing thread's own. */
    private long droppedTold;
    /** Made while there is memory. */
    private final Supplier<List<String>> missing = this::missing;

    Console(int capacity, Supplier<PrintStream> stream) {
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.stream = stream;
    }

    /** A console on {@link System#err}, whatever that is at the time of writing. */
    public static Console start() {
        Console console = new Console(CAPACITY, () -> System.err);
        console.startWriter();
        return console;
    }

    private static PrintStream standardError() {
        // The name on newer machines, and that on older ones.
        String encoding = System.getProperty("stderr.encoding", System.getProperty("sun.stderr.encoding"));
        Charset charset = encoding == null ? Charset.defaultCharset() : Charset.forName(encoding);
        return new PrintStream(new FileOutputStream(FileDescriptor.err), false, charset);
    }

    Thread startWriter() {
        return AgentThread.start("console", this::write);
    }

    /** One line. Returns at once. */
    public void line(String text) {
        block(List.of(text));
    }

    /** Lines that belong together; nobody else's output comes between them. Returns at once. */
    public void block(List<String> lines) {
        block(() -> lines);
    }

    /** Like {@link #block(List)}, but the lines are put together by the thread that writes them. */
    public void block(Supplier<List<String>> lines) {
        if (!queue.offer(lines)) {
            dropped.incrementAndGet();
        }
    }

    /** Chooses what is written after everything else when the virtual machine ends; asked at that time. */
    public void atExit(Supplier<List<String>> lines) {
        farewell = lines;
    }

    /**
     * Waits until everything is written that was said so far.
     *
     * @param millis how long to wait at most
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

    /** Waits until everything is written that was said so far, but no longer than {@value #END_MILLIS} ms. */
    public void drain() {
        drain(END_MILLIS);
    }

    /** Blocks that were never written, because the stream did not take them or failed. */
    public long dropped() {
        return dropped.get();
    }

    /** Goes past whatever somebody has put in the place of standard error: when the program has ended, its logging has as well. */
    public void goStraight() {
        PrintStream straight = standardError();
        stream = () -> straight;
    }

    /**
     * Has everything written that was said so far, and then the last lines; waits no longer than {@value #END_MILLIS} ms. What is
     * said from then on is written as well, and may be followed by last lines of its own.
     */
    public void end() {
        end(END_MILLIS);
    }

    /**
     * The same.
     *
     * @param millis how long to wait at most
     * @return whether it was all written in that time
     */
    boolean end(long millis) {
        return await(wanted(), millis);
    }

    private boolean await(CountDownLatch written, long millis) {
        queue.offer(List::of); // wakes the writer; where there is no room for it, the writer is awake
        return Waiting.until(written, millis);
    }

    private synchronized CountDownLatch wanted() {
        if (ended.getCount() == 0) {
            ended = new CountDownLatch(1);
        }
        return ended;
    }

    /**
     * Has everything written that was said so far and ends, without the last lines; what is said from here on is lost. Waits no
     * longer than {@value #END_MILLIS} ms.
     */
    public void close() {
        farewell = List::of;
        CountDownLatch written = wanted();
        closed = true;
        await(written, END_MILLIS);
    }

    private void write() {
        readAStack();
        boolean over = false;
        while (!over) {
            writeNext();
            // Looked at first: who closes has wanted the last lines before.
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
        // Only what is queued by now: a flood must not keep the last lines from being written.
        for (int left = queue.size(); left > 0; left--) {
            writeNext();
        }
        writeDropped();
        print(linesOf(farewell));
    }

    /**
     * Has the JDK initialise what it reads stacks with. It does so when somebody reads the first one, and where that is at the end
     * of a stack that overflows it fails, once and for all: no stack could be put into words any more, the program's own neither.
     */
    private static void readAStack() {
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
        if (now != droppedTold) {
            List<String> lines = linesOf(missing);
            if (lines != NO_WORDS && print(lines)) {
                droppedTold = now;
            }
        }
    }

    private List<String> missing() {
        long missing = dropped.get() - droppedTold;
        return List.of((missing == 1 ? "1 block is" : missing + " blocks are") + " missing here: standard error did not take them"
                + " in time, or there was no memory for them; findings are counted, and recorded where a recording runs");
    }

    private static List<String> linesOf(Supplier<List<String>> lines) {
        try {
            return lines.get();
        } catch (Throwable e) {
            return notInWords(e);
        }
    }

    private static List<String> notInWords(Throwable why) {
        try {
            return List.of(NO_WORDS.get(0) + ": " + why);
        } catch (Throwable e) {
            // Where there is no memory for the words there may be none for the reason either.
            return NO_WORDS;
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
                // Whatever is in it, it stays one line.
                text.append(Quoting.plain(line)).append(newLine);
            }
            // One call, so that lines of other threads do not come in between.
            out.print(text.toString());
            out.flush();
            return true;
        } catch (Throwable e) {
            // A stream that somebody put in the place of the real one may throw anything; there is nowhere to say so.
            return false;
        }
    }
}

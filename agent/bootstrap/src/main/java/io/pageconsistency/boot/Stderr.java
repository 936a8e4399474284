package io.pageconsistency.boot;

import java.io.PrintStream;

import io.pageconsistency.Quoting;
import io.pageconsistency.background.AgentThread;
import io.pageconsistency.background.Waiting;

/**
 * Prints a message on standard error while the agent starts or refuses to start, before its console exists.
 *
 * <p>Standard error may be a full pipe without a reader. So a separate thread writes, and the caller waits at most
 * {@value #PATIENCE_MILLIS} ms for it.
 *
 * <p>Has no state, so it does no harm that this class and those it uses may be loaded twice, see {@link Premain}.
 */
public final class Stderr implements Runnable {
    /** The longest time that a caller waits for the message to be written. */
    public static final long PATIENCE_MILLIS = 2_000;

    private static final String PREFIX = "[page-consistency] ";

    private final PrintStream stream;
    private final String text;

    private Stderr(PrintStream stream, String text) {
        this.stream = stream;
        this.text = text;
    }

    /** @return whether it was written in time */
    public static boolean say(String... lines) {
        return say(System.err, PATIENCE_MILLIS, lines);
    }

    static boolean say(PrintStream stream, long millis, String... lines) {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            text.append(PREFIX).append(Quoting.plain(line)).append(System.lineSeparator());
        }
        try {
            return Waiting.untilEnd(AgentThread.start("says", new Stderr(stream, text.toString())), millis);
        } catch (OutOfMemoryError e) {
            return false;
        }
    }

    @Override
    public void run() {
        stream.print(text);
        stream.flush();
    }
}

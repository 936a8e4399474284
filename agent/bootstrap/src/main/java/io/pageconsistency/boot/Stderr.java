package io.pageconsistency.boot;

import java.io.PrintStream;

import io.pageconsistency.Quoting;
import io.pageconsistency.background.AgentThread;
import io.pageconsistency.background.Waiting;

/**
 * One thing to be said on standard error while the agent starts or refuses to, when there is no other thread that could write.
 *
 * <p>Standard error may be a pipe that is full and that nobody reads. So a thread of its own writes, and who has something to say
 * waits no longer than {@value #PATIENCE_MILLIS} ms for it.
 *
 * <p>Keeps no state, so it does no harm that {@link Premain} may meet this class twice, and those that it uses.
 */
public final class Stderr implements Runnable {
    /** How long somebody waits for what is said to be written. */
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

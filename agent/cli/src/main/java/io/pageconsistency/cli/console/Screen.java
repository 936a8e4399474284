package io.pageconsistency.cli.console;

import java.io.PrintWriter;
import java.util.List;

/**
 * The other page of a terminal, on which a view is drawn over and over, and behind which everything is as it was.
 *
 * <p>A few control sequences, known to every terminal in use. Thread-safe, because it may have to be left while it is being drawn.
 */
public final class Screen implements AutoCloseable {
    private static final String ENTER = "\u001b[?1049h\u001b[?25l";
    private static final String LEAVE = "\u001b[?25h\u001b[?1049l";
    private static final String TO_THE_TOP = "\u001b[H";
    private static final String REST_OF_LINE = "\u001b[K";
    private static final String REST_OF_SCREEN = "\u001b[J";
    /** A line that is too long goes on outside of the screen, and does not take another one's place. */
    private static final String NO_WRAP = "\u001b[?7l";
    private static final String WRAP = "\u001b[?7h";

    private final PrintWriter out;
    private boolean left;

    public Screen(PrintWriter out) {
        this.out = out;
        out.print(ENTER);
        out.flush();
    }

    /** Draws in one piece, so that nothing flickers. */
    public synchronized void show(List<String> lines) {
        if (!left) {
            out.print(NO_WRAP + TO_THE_TOP + String.join(REST_OF_LINE + "\n", lines) + REST_OF_LINE + REST_OF_SCREEN + WRAP);
            out.flush();
        }
    }

    /** Brings back what the terminal showed before; does nothing the second time. */
    @Override
    public synchronized void close() {
        if (!left) {
            left = true;
            out.print(LEAVE);
            out.flush();
        }
    }
}

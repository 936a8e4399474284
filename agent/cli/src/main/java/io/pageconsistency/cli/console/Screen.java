package io.pageconsistency.cli.console;

import java.io.PrintWriter;
import java.util.List;

/**
 * The alternate screen of a terminal, on which a view is redrawn; the normal screen stays as it was.
 *
 * <p>Uses a few control sequences that all common terminals support. Thread-safe, because a shutdown hook may leave it while it is
 * being drawn.
 */
public final class Screen implements AutoCloseable {
    private static final String ENTER = "\u001b[?1049h\u001b[?25l";
    private static final String LEAVE = "\u001b[?25h\u001b[?1049l";
    private static final String TO_THE_TOP = "\u001b[H";
    private static final String REST_OF_LINE = "\u001b[K";
    private static final String REST_OF_SCREEN = "\u001b[J";
    /** Disables wrapping, so that a line that is too long does not take two lines. */
    private static final String NO_WRAP = "\u001b[?7l";
    private static final String WRAP = "\u001b[?7h";

    private final PrintWriter out;
    private boolean left;

    public Screen(PrintWriter out) {
        this.out = out;
        out.print(ENTER);
        out.flush();
    }

    /** Draws with one write, so that nothing flickers. */
    public synchronized void show(List<String> lines) {
        if (!left) {
            out.print(NO_WRAP + TO_THE_TOP + String.join(REST_OF_LINE + "\n", lines) + REST_OF_LINE + REST_OF_SCREEN + WRAP);
            out.flush();
        }
    }

    /** Restores the normal screen; does nothing the second time. */
    @Override
    public synchronized void close() {
        if (!left) {
            left = true;
            out.print(LEAVE);
            out.flush();
        }
    }
}

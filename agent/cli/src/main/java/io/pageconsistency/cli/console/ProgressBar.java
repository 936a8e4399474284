package io.pageconsistency.cli.console;

import java.io.PrintWriter;
import java.nio.file.Path;

import io.pageconsistency.Quoting;
import io.pageconsistency.agent.output.console.Amounts;
import io.pageconsistency.recording.file.Progress;

/**
 * Shows the progress of reading on one line of a terminal, which is cleared afterwards. Shows nothing for files that are read at
 * once.
 */
public final class ProgressBar implements Progress, AutoCloseable {
    private static final int WIDTH = 30;
    private static final long FROM_BYTES = 8 << 20;
    private static final String LINE_ANEW = "\r\u001b[K";

    private final PrintWriter terminal;
    private boolean shown;

    public ProgressBar(PrintWriter terminal) {
        this.terminal = terminal;
    }

    /** A progress bar if there is a terminal, otherwise an object that shows nothing. */
    public Progress ifSeen() {
        return TerminalSize.isKnown() ? this : Progress.NONE;
    }

    @Override
    public void at(Path file, long done, long all) {
        if (all >= FROM_BYTES) {
            int full = (int) (WIDTH * done / Math.max(1, all));
            terminal.print(LINE_ANEW + "[" + "#".repeat(full) + ".".repeat(WIDTH - full) + "] " + 100 * done / Math.max(1, all) + " % of "
                    + Amounts.bytes(all) + ", " + Quoting.plain(String.valueOf(file.getFileName())));
            terminal.flush();
            shown = true;
        }
    }

    @Override
    public void close() {
        if (shown) {
            terminal.print(LINE_ANEW);
            terminal.flush();
        }
    }
}

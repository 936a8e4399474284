package io.pageconsistency.junit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.junit.jupiter.api.extension.ExtensionContext.Store;

import io.pageconsistency.Mode;
import io.pageconsistency.PageConsistency;
import io.pageconsistency.junit.setup.Notices;

/**
 * The mode in which the present tests run: the mode of the run, unless a class wants another one. If several classes run in
 * parallel, the most thorough mode wins. Thread-safe.
 */
final class Modes {
    private static final List<Mode> WANTED = new ArrayList<>();
    private static final Set<String> SAID = new HashSet<>();
    /** The mode without a wish of a class; null until it is first needed. */
    private static Mode otherwise;

    /** The wish of one class; closing it ends the wish. */
    @SuppressWarnings("deprecation") // As in Checking.
    record Wish(Mode mode) implements Store.CloseableResource, AutoCloseable {
        @Override
        public void close() {
            end(mode);
        }
    }

    private Modes() {
    }

    /** Sets the mode of the run; null keeps the agent's mode. */
    static synchronized void ofTheRun(String mode) {
        if (mode != null) {
            otherwise = Mode.valueOf(mode.toUpperCase(Locale.ROOT));
            change();
        }
    }

    /** Sets the mode that a class wants, until the returned wish is closed. */
    static synchronized Wish begin(Mode mode) {
        if (otherwise == null) {
            otherwise = PageConsistency.mode();
        }
        WANTED.add(mode);
        change();
        return new Wish(mode);
    }

    private static synchronized void end(Mode mode) {
        WANTED.remove(mode);
        change();
    }

    private static void change() {
        Mode mode = WANTED.contains(Mode.TEST) ? Mode.TEST : WANTED.isEmpty() ? otherwise : Mode.PRODUCTION;
        try {
            if (PageConsistency.mode() != mode) {
                PageConsistency.switchMode(mode).stream().filter(SAID::add)
                        .forEach(line -> Notices.line("mode " + mode + ": " + line));
            }
        } catch (IllegalStateException e) {
            // The agent was stopped, which is reported elsewhere.
        }
    }
}

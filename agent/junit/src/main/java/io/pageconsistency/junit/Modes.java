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
 * In which mode the tests are that run now: that of the run, unless classes among them want another. Of classes that run side by side
 * the most thorough is obeyed. Thread-safe.
 */
final class Modes {
    private static final List<Mode> WANTED = new ArrayList<>();
    private static final Set<String> SAID = new HashSet<>();
    /** Null until anybody has wanted any. */
    private static Mode otherwise;

    /** Ends what one class wants. */
    @SuppressWarnings("deprecation") // As in Checking.
    record Wish(Mode mode) implements Store.CloseableResource, AutoCloseable {
        @Override
        public void close() {
            end(mode);
        }
    }

    private Modes() {
    }

    /** The mode of the run from here on; null for that which the agent is in. */
    static synchronized void ofTheRun(String mode) {
        if (mode != null) {
            otherwise = Mode.valueOf(mode.toUpperCase(Locale.ROOT));
            change();
        }
    }

    /** A class wants a mode, until what this returns is closed. */
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
            // Somebody has ended the agent, and that is said elsewhere.
        }
    }
}

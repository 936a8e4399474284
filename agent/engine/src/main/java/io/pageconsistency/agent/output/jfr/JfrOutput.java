package io.pageconsistency.agent.output.jfr;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.pageconsistency.agent.instrument.ModuleStatus;
import io.pageconsistency.ledger.Ledger;

/**
 * Makes the ledger write JFR events as soon as JFR is in use, and not before.
 *
 * <p>Names no type of {@code jdk.jfr}, so this class loads and runs in a runtime without that module.
 */
public final class JfrOutput {
    private JfrOutput() {
    }

    /**
     * Waits for JFR. This is cheap until JFR is initialised: it registers a listener and loads no event class.
     *
     * @param statuses called for each status event, on any thread
     * @param standing called together with them, for what applies to all modules
     * @param notices receives one line if this runtime has no JFR
     * @return ends the writing of events
     */
    public static Runnable install(Ledger ledger, Supplier<List<ModuleStatus>> statuses, Supplier<Standing> standing,
            Consumer<String> notices) {
        try {
            return RecorderListener.install(ledger, statuses, standing)::remove;
        } catch (LinkageError e) {
            notices.accept("no JFR events: this runtime has no jdk.jfr (" + e + ")");
            return () -> { };
        }
    }

    /**
     * Starts a recording with the agent's settings, which is written at exit.
     *
     * @param file the name as the user gave it
     * @param notices receives one line if this runtime has no working JFR, or if the recording goes to another file
     * @return ends the recording; to be called before the writing of events ends, because the last events are written then
     * @throws IllegalArgumentException if the file cannot be written; the message names the option and its value
     */
    public static Runnable record(String file, Consumer<String> notices) {
        try {
            return RecordingToFile.start(file, notices);
        } catch (LinkageError e) {
            notices.accept("recording=" + file + " has no effect: this runtime has no jdk.jfr (" + e + ")");
        } catch (IllegalStateException e) {
            // A runtime may have the module, but no working recorder.
            notices.accept("recording=" + file + " has no effect: " + e.getMessage());
        }
        return () -> { };
    }
}

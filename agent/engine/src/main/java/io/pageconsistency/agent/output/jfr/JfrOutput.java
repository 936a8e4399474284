package io.pageconsistency.agent.output.jfr;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.pageconsistency.agent.instrument.ModuleStatus;
import io.pageconsistency.ledger.Ledger;

/**
 * Has the ledger write JFR events as soon as, and only if, somebody uses JFR.
 *
 * <p>Names no type of {@code jdk.jfr}, so it loads and runs in a runtime without that module.
 */
public final class JfrOutput {
    private JfrOutput() {
    }

    /**
     * Cheap while nobody has initialised JFR: registers a listener and touches no event class.
     *
     * @param statuses asked whenever a status event is due, on any thread
     * @param mode asked with them how thoroughly everything is checked, in one word
     * @param notices told, in one line, that this runtime has no JFR
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
     * Starts a recording with our settings, which is written at exit.
     *
     * @param file as it was given
     * @param notices told, in one line, that this runtime has no JFR, or none that works, or that the recording goes elsewhere
     * @return ends the recording; to be done before the writing of events ends, because the last are written then
     * @throws IllegalArgumentException if the file cannot be written; the message names the option and what was given
     */
    public static Runnable record(String file, Consumer<String> notices) {
        try {
            return RecordingToFile.start(file, notices);
        } catch (LinkageError e) {
            notices.accept("recording=" + file + " has no effect: this runtime has no jdk.jfr (" + e + ")");
        } catch (IllegalStateException e) {
            // A runtime may have the module and no recorder behind it.
            notices.accept("recording=" + file + " has no effect: " + e.getMessage());
        }
        return () -> { };
    }
}

package io.pageconsistency.agent.jfr;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.pageconsistency.agent.weaving.ModuleStatus;
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
     * @param recordingFile where a recording with our settings is to be written at exit; null for none, which leaves JFR
     *        alone until others start it
     * @param notices told, in one line, that this runtime has no JFR, or none that works
     * @return ends the agent's own recording, and the writing of events
     * @throws IllegalArgumentException if the file cannot be written; the message names the option and what was given
     */
    public static Runnable install(Ledger ledger, Supplier<List<ModuleStatus>> statuses, String recordingFile,
            Consumer<String> notices) {
        Runnable end = () -> { };
        try {
            Runnable events = RecorderListener.install(ledger, statuses)::remove;
            end = events;
            if (recordingFile != null) {
                Runnable recording = RecordingToFile.start(recordingFile);
                // First: the last events are written when a recording ends.
                end = () -> {
                    recording.run();
                    events.run();
                };
            }
        } catch (LinkageError e) {
            notices.accept("no JFR events: this runtime has no jdk.jfr (" + e + ")"
                    + (recordingFile == null ? "" : "; recording=" + recordingFile + " has no effect"));
        } catch (IllegalStateException e) {
            // A runtime may have the module and no recorder behind it.
            notices.accept("recording=" + recordingFile + " has no effect: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            end.run();
            throw e;
        }
        return end;
    }
}

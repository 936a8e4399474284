package io.pageconsistency.agent.jfr;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.pageconsistency.agent.weaving.ModuleStatus;
import io.pageconsistency.ledger.Ledger;

import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/**
 * Waits for JFR.
 *
 * <p>Initialising an event class costs a fifth of a second of CPU when JFR is not in use, and events committed before JFR is
 * up are lost; so nothing happens until the recorder is there.
 */
final class RecorderListener implements FlightRecorderListener {
    private final Ledger ledger;
    private final StatusEvents status;
    private volatile LedgerEvents events;
    private final AtomicBoolean installed = new AtomicBoolean();

    private RecorderListener(Ledger ledger, Supplier<List<ModuleStatus>> statuses) {
        this.ledger = ledger;
        this.status = new StatusEvents(ledger, statuses);
    }

    static RecorderListener install(Ledger ledger, Supplier<List<ModuleStatus>> statuses) {
        RecorderListener listener = new RecorderListener(ledger, statuses);
        // Calls recorderInitialized right away if the recorder is up already.
        FlightRecorder.addListener(listener);
        return listener;
    }

    /** Ends what {@link #install} began. */
    void remove() {
        FlightRecorder.removeListener(this);
        if (events != null) {
            ledger.operations(null);
            ledger.reports().remove(events);
            FlightRecorder.removePeriodicEvent(status);
        }
    }

    /** On the thread that initialises JFR; what it must not see is an error of ours. */
    @Override
    public void recorderInitialized(FlightRecorder recorder) {
        if (!installed.compareAndSet(false, true)) {
            return;
        }
        try {
            // All event classes now, and on this thread, so that no guilty thread has to.
            FlightRecorder.register(ViolationEvent.class);
            FlightRecorder.register(PageAllocationEvent.class);
            FlightRecorder.register(PageFreeEvent.class);
            FlightRecorder.register(RegionOpenedEvent.class);
            FlightRecorder.register(RegionClosedEvent.class);
            FlightRecorder.addPeriodicEvent(AgentStatusEvent.class, status);
            status.recordingBegan();
            events = new LedgerEvents();
            ledger.reports().add(events);
            ledger.operations(events);
        } catch (Throwable e) {
            ledger.reports().swallow(e);
        }
    }

    @Override
    public void recordingStateChanged(Recording recording) {
        if (recording.getState() == RecordingState.RUNNING) {
            status.recordingBegan();
        }
    }
}

package io.pageconsistency.agent.output.jfr;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.pageconsistency.agent.instrument.ModuleStatus;
import io.pageconsistency.background.Time;
import io.pageconsistency.ledger.Ledger;

import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/**
 * Waits until JFR is initialised.
 *
 * <p>If JFR is not in use, initialising an event class takes a fifth of a second of CPU time, and committed events are lost. So
 * nothing is done until the recorder is initialised.
 */
final class RecorderListener implements FlightRecorderListener {
    private final Ledger ledger;
    private final StatusEvents status;
    private final RegionStatistics statistics;
    /** An object of its own, because JFR accepts each hook only once, and these events are also written periodically. */
    private final Runnable statisticsAtChunkEnd;
    private final HeldSnapshots snapshots;
    private final Runnable snapshotAtChunkEnd;
    private final Runnable process = new Runnable() {
        // Not a method reference, because that may be the same object for all listeners.
        @Override
        public void run() {
            OwnProcess.write();
        }
    };
    private final EventBudget budget = new EventBudget(Time.OF_THE_MACHINE::nanos);
    private volatile LedgerEvents events;
    private final AtomicBoolean installed = new AtomicBoolean();

    private RecorderListener(Ledger ledger, Supplier<List<ModuleStatus>> statuses, Supplier<Standing> standing) {
        this.ledger = ledger;
        this.status = new StatusEvents(ledger, statuses, standing, budget);
        this.statistics = new RegionStatistics(ledger);
        this.statisticsAtChunkEnd = statistics::run;
        this.snapshots = new HeldSnapshots(ledger, Time.OF_THE_MACHINE);
        this.snapshotAtChunkEnd = snapshots::atChunkEnd;
    }

    static RecorderListener install(Ledger ledger, Supplier<List<ModuleStatus>> statuses, Supplier<Standing> standing) {
        RecorderListener listener = new RecorderListener(ledger, statuses, standing);
        // If the recorder is initialised already, this calls recorderInitialized at once.
        FlightRecorder.addListener(listener);
        return listener;
    }

    /** Undoes {@link #install}. */
    void remove() {
        FlightRecorder.removeListener(this);
        if (events != null) {
            ledger.operations(null);
            ledger.reports().remove(events);
            FlightRecorder.removePeriodicEvent(status);
            FlightRecorder.removePeriodicEvent(statistics);
            FlightRecorder.removePeriodicEvent(statisticsAtChunkEnd);
            FlightRecorder.removePeriodicEvent(snapshots);
            FlightRecorder.removePeriodicEvent(snapshotAtChunkEnd);
            FlightRecorder.removePeriodicEvent(process);
        }
    }

    /** Called on the thread that initialises JFR. That thread must not get an error of the agent. */
    @Override
    public void recorderInitialized(FlightRecorder recorder) {
        if (!installed.compareAndSet(false, true)) {
            return;
        }
        try {
            // All event classes are registered here, so that no guilty thread has to initialise one.
            FlightRecorder.register(ViolationEvent.class);
            FlightRecorder.register(PageAllocationEvent.class);
            FlightRecorder.register(PageFreeEvent.class);
            FlightRecorder.register(RegionOpenedEvent.class);
            FlightRecorder.register(RegionClosedEvent.class);
            FlightRecorder.register(ValidationEvent.class);
            FlightRecorder.register(RegionPagesEvent.class);
            FlightRecorder.addPeriodicEvent(AgentStatusEvent.class, status);
            FlightRecorder.addPeriodicEvent(RegionStatisticsEvent.class, statistics);
            FlightRecorder.addPeriodicEvent(AgentStatusEvent.class, statisticsAtChunkEnd);
            FlightRecorder.addPeriodicEvent(HolderEvent.class, snapshots);
            FlightRecorder.addPeriodicEvent(AgentStatusEvent.class, snapshotAtChunkEnd);
            FlightRecorder.addPeriodicEvent(ProcessEvent.class, process);
            status.recordingBegan();
            events = new LedgerEvents(snapshots, budget);
            ledger.reports().add(events);
            ledger.operations(events);
        } catch (Throwable e) {
            ledger.reports().swallow(e);
        }
    }

    @Override
    public void recordingStateChanged(Recording recording) {
        ledger.observe();
        if (recording.getState() == RecordingState.RUNNING) {
            status.recordingBegan();
        }
    }
}

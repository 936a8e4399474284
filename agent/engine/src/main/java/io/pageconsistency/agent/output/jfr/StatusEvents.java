package io.pageconsistency.agent.output.jfr;

import java.util.List;
import java.util.function.Supplier;

import io.pageconsistency.agent.instrument.ModuleStatus;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Region;

/**
 * Writes the status of each module, whenever JFR asks.
 *
 * <p>Thread-safe. If several recordings run at once, {@code violationsBefore} is that of the recording that began last. The
 * smallest value in a recording is its own: JFR begins a new chunk for each recording, and the status is written at the end of each
 * chunk.
 */
final class StatusEvents implements Runnable {
    /** Written if no module has a status, so that a recording always says whether anything was checked. */
    private static final List<ModuleStatus> NO_MODULE = List.of(new ModuleStatus("none", "", 0, 0, false,
            "no allocator module is installed"));

    private final Ledger ledger;
    private final Supplier<List<ModuleStatus>> statuses;
    private final Supplier<Standing> standing;
    private final EventBudget budget;
    private volatile long violationsBefore;

    /**
     * @param standing the state of the checks that apply to all modules
     * @param budget has the number of findings that are not recorded
     */
    StatusEvents(Ledger ledger, Supplier<List<ModuleStatus>> statuses, Supplier<Standing> standing, EventBudget budget) {
        this.ledger = ledger;
        this.standing = standing;
        this.budget = budget;
        this.statuses = statuses;
    }

    /** Notes the violations so far, which a recording that begins now does not have. */
    void recordingBegan() {
        violationsBefore = ledger.reports().violations();
    }

    @Override
    public void run() {
        try {
            long tracked = 0;
            for (Region region : ledger.regions()) {
                tracked += region.address() == 0 ? 0 : region.size();
            }
            long direct = DirectMemory.bytes();
            Standing now = standing.get();
            List<ModuleStatus> rows = statuses.get();
            for (ModuleStatus row : rows.isEmpty() ? NO_MODULE : rows) {
                commit(row, now, tracked, direct);
            }
        } catch (Throwable e) {
            ledger.reports().swallow(e);
        }
    }

    private void commit(ModuleStatus row, Standing now, long tracked, long direct) {
        AgentStatusEvent event = new AgentStatusEvent();
        event.module = row.module();
        event.mode = now.mode();
        event.where = row.where();
        event.declared = row.declared();
        event.woven = row.woven();
        event.firstEventSeen = row.firstEventSeen();
        event.refused = row.refusal();
        event.trackedBytes = tracked;
        event.directBytes = direct;
        event.poisonedBytes = now.poison().bytes();
        event.poisonCount = SaturatedInt.of(now.poison().made());
        event.fencedBytes = now.fences().bytes();
        event.fenceCount = SaturatedInt.of(now.fences().made());
        event.swallowedErrors = SaturatedInt.of(ledger.reports().swallowedErrors());
        event.unsynchronised = SaturatedInt.of(ledger.reports().seenLate());
        event.unrecorded = SaturatedInt.of(budget.unrecorded());
        event.violationsBefore = SaturatedInt.of(violationsBefore);
        event.commit();
    }
}

package io.pageconsistency.agent.output.jfr;

import java.util.List;
import java.util.function.Supplier;

import io.pageconsistency.agent.instrument.ModuleStatus;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Region;

/**
 * Writes, for every module, how it stands, whenever JFR asks.
 *
 * <p>Thread-safe. With several recordings running at once {@code violationsBefore} is that of the one that began last, and
 * the smallest value in a recording is its own: JFR begins a new chunk for each recording, and the status is written at the
 * end of each chunk.
 */
final class StatusEvents implements Runnable {
    /** Said where no module has anything to say, so that a recording never leaves open whether anything was checked. */
    private static final List<ModuleStatus> NO_MODULE = List.of(new ModuleStatus("none", "", 0, 0, false,
            "no allocator module is installed"));

    private final Ledger ledger;
    private final Supplier<List<ModuleStatus>> statuses;
    private final Supplier<Standing> standing;
    private final EventBudget budget;
    private volatile long violationsBefore;

    /**
     * @param standing asked how everything is checked
     * @param budget knows which findings are not recorded
     */
    StatusEvents(Ledger ledger, Supplier<List<ModuleStatus>> statuses, Supplier<Standing> standing, EventBudget budget) {
        this.ledger = ledger;
        this.standing = standing;
        this.budget = budget;
        this.statuses = statuses;
    }

    /** What was found until now is missing from a recording that begins now. */
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

package io.pageconsistency.agent.output.jfr;

import io.pageconsistency.Operation;
import io.pageconsistency.Validation;
import io.pageconsistency.Violation;
import io.pageconsistency.agent.output.console.PartyText;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.LedgerListener;

/**
 * Commits an event for each operation that the ledger reports. It does so on the acting thread, so that the event has that thread's
 * stack.
 *
 * <p>Whether an event is enabled is read from its class each time. JFR keeps the answer in a static field, which follows every
 * recording and every change of settings. Reading it takes about a nanosecond.
 */
final class LedgerEvents implements LedgerListener {
    /** Never committed; only asked whether it is enabled. */
    private static final PageAllocationEvent ALLOCATIONS = new PageAllocationEvent();
    private static final PageFreeEvent FREES = new PageFreeEvent();

    private final HeldSnapshots snapshots;
    private final EventBudget budget;

    LedgerEvents(HeldSnapshots snapshots, EventBudget budget) {
        this.snapshots = snapshots;
        this.budget = budget;
    }

    @Override
    public void violation(Violation violation) {
        ViolationEvent event = new ViolationEvent();
        if (!event.isEnabled() || !budget.allows(violation.repeat())) {
            return;
        }
        event.kind = violation.kind().name();
        event.allocator = violation.allocator();
        event.regionId = violation.regionId();
        event.page = SaturatedInt.of(violation.extent().page());
        event.pageCount = SaturatedInt.of(violation.extent().pageCount());
        event.address = violation.extent().address();
        event.sequence = violation.sequence();
        event.cause = violation.cause();
        event.allocatedBy = PartyText.line(violation.allocatedBy(), violation);
        event.freedBy = PartyText.line(violation.freedBy(), violation);
        event.suspect = violation.isSuspect();
        event.fingerprint = violation.fingerprint();
        event.repeat = SaturatedInt.of(violation.repeat());
        event.commit();
        if (violation.repeat() == 0 && !violation.isFollowUp()) {
            snapshots.found(violation.regionId());
        }
    }

    @Override
    public void opened(Region region) {
        RegionOpenedEvent event = new RegionOpenedEvent();
        if (!event.isEnabled() || !isTold(region)) {
            return;
        }
        event.regionId = region.id();
        event.allocator = region.allocator();
        event.address = region.address();
        event.capacity = region.size();
        event.pageSize = region.pageSize();
        event.pageCount = SaturatedInt.of(region.pageCount());
        event.commit();
    }

    @Override
    public void closed(Region region, boolean collected) {
        RegionClosedEvent event = new RegionClosedEvent();
        if (!event.isEnabled() || !isTold(region)) {
            return;
        }
        event.regionId = region.id();
        event.allocator = region.allocator();
        event.address = region.address();
        event.capacity = region.size();
        event.pagesHeld = SaturatedInt.of(region.pagesHeld());
        event.pagesReserved = SaturatedInt.of(region.pagesReserved());
        event.collected = collected;
        event.commit();
    }

    /**
     * Whether the region's beginning and end are written. A region that only exists while its memory is handed out is written only
     * if single operations are.
     */
    private boolean isTold(Region region) {
        return !region.isFleeting() || wantsOperations();
    }

    @Override
    public void validated(Validation validation) {
        ValidationEvent event = new ValidationEvent();
        if (!event.isEnabled()) {
            return;
        }
        event.trigger = validation.getTrigger();
        event.regions = validation.getRegions();
        event.words = SaturatedInt.of(validation.getWords());
        event.damaged = validation.getDamaged();
        event.audited = validation.getAudited();
        event.unread = validation.getUnread();
        event.mismatches = validation.getMismatches();
        event.timeSpent = validation.getNanos();
        event.commit();
    }

    @Override
    public boolean wantsOperations() {
        return ALLOCATIONS.isEnabled() || FREES.isEnabled();
    }

    @Override
    public void crossed(Operation operation, Region region, long page, long count, int slot) {
        if (operation == Operation.RESERVE || operation == Operation.HAND_OUT) {
            allocated(operation, region, page, count, slot);
        } else {
            freed(operation, region, page, count, slot);
        }
    }

    private static void allocated(Operation operation, Region region, long page, long count, int slot) {
        PageAllocationEvent event = new PageAllocationEvent();
        if (!event.isEnabled()) {
            return;
        }
        event.operation = operation.label();
        event.regionId = region.id();
        event.page = SaturatedInt.of(page);
        event.pageCount = SaturatedInt.of(count);
        event.slot = slot;
        event.address = region.addressOf(page, slot);
        event.commit();
    }

    private static void freed(Operation operation, Region region, long page, long count, int slot) {
        PageFreeEvent event = new PageFreeEvent();
        if (!event.isEnabled()) {
            return;
        }
        event.operation = operation.label();
        event.regionId = region.id();
        event.page = SaturatedInt.of(page);
        event.pageCount = SaturatedInt.of(count);
        event.slot = slot;
        event.address = region.addressOf(page, slot);
        event.commit();
    }
}

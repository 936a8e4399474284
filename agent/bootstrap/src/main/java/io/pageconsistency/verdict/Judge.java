package io.pageconsistency.verdict;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.PastTransfer;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.bitmap.Finding;
import io.pageconsistency.region.Contested;
import io.pageconsistency.region.Contests;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.Incident;
import io.pageconsistency.report.Reports;

/**
 * Turns findings into violations; the cold path.
 *
 * <p>For a finding it {@linkplain Repair repairs} damage, looks for the earlier violation that explains it, finds the other
 * parties, makes the record follow the pool, and reports. If the {@link Policy} refuses the operation, it leaves the record as it
 * was and throws. Thread-safe.
 */
public final class Judge {
    private final Parties parties;
    private final Reports reports;
    private final Policy policy;
    private final Repair repair;
    private final ForeignMemory foreignMemory;
    private final LongAdder ignored = new LongAdder();

    /** @param regions all open regions */
    public Judge(Parties parties, Reports reports, Policy policy, Iterable<Region> regions) {
        this.parties = parties;
        this.reports = reports;
        this.policy = policy;
        this.repair = new Repair(reports, policy);
        this.foreignMemory = new ForeignMemory(regions, parties);
    }

    public ForeignMemory foreignMemory() {
        return foreignMemory;
    }

    public Repair repair() {
        return repair;
    }

    /** The number of findings that were ignored because the region's owner had been collected. */
    public long ignored() {
        return ignored.sum();
    }

    /**
     * Completes an operation that met a finding.
     *
     * @return true if there was only damage, or a state seen late, so that the operation was recorded; false after a violation
     * @throws PageConsistencyError if the operation is refused; then the record is as before
     */
    public boolean operation(Operation operation, Unit unit, long first) {
        long finding = first;
        while (Finding.of(finding) == Finding.CORRUPTED) {
            unit.repair(repair, operation);
            finding = unit.apply(operation);
            if (finding == Finding.NONE) {
                return true;
            }
        }
        if (Finding.of(finding) == Finding.SEEN_LATE) {
            seenLate(operation, unit);
            return true;
        }
        found(foreignMemory.withHolder(Objection.of(finding, operation, unit)));
        return false;
    }

    /**
     * Judges an objection.
     *
     * @throws PageConsistencyError if the operation is refused; then the record is as before
     */
    public void found(Objection objection) {
        Unit unit = objection.unit;
        Region region = unit.region();
        if (ignores(region)) {
            return;
        }
        boolean refused = refuses(objection);
        if (!refused && !objection.isRecorded()) {
            // The units after the finding were not checked yet and are about to be overwritten, so damage there is reported now.
            unit.repair(repair, objection.operation);
        }
        Violation violation;
        synchronized (region) {
            Aftermath aftermath = objection.aftermath();
            Incident incident = about(objection, objection.involved(parties));
            if (refused && objection.isRecorded()) {
                unit.undoHandOut();
            } else if (!refused && !objection.isRecorded() && aftermath.follows()) {
                unit.force(objection.operation);
            }
            violation = register(incident, region, aftermath, cause(aftermath, region), refused);
        }
        publish(violation, refused);
    }

    /** Notes that memory was passed between threads without synchronisation; this is not a violation. */
    private void seenLate(Operation operation, Unit unit) {
        Involved involved = unit.involved(parties, unit.start());
        reports.seenLate(operation, unit.region(), unit.region().terms().shown(unit.extent()),
                operation == Operation.HAND_OUT || operation == Operation.RESERVE ? involved.freedBy() : involved.allocatedBy());
    }

    /** Reports an incident that is not about a unit of a region. It is neither refused nor contested. */
    public Violation report(Incident incident) {
        Violation violation = reports.create(incident);
        publish(violation, false);
        return violation;
    }

    /**
     * Reports an incident about a unit whose recorded state is right. If violations are thrown, the next transfer of the unit is
     * refused for it.
     *
     * @return null if findings about the region are ignored
     */
    public Violation report(Incident incident, Unit unit) {
        Region region = unit.region();
        if (ignores(region)) {
            return null;
        }
        Violation violation = reports.create(incident.in(region).at(region.terms().shown(unit.extent()))
                .withAllocatedBy(unit.involved(parties, unit.start()).allocatedBy()));
        if (!violation.isSuppressed() && policy.carries(violation.kind(), region)) {
            region.contest().of(unit.isPiece()).carry(unit.start(), unit.end(), violation);
        }
        publish(violation, false);
        return violation;
    }

    /** Reports an incident about an operation that no unit stands for; the operation is refused if the policy says so. */
    public void report(Incident incident, Region region) {
        if (!ignores(region)) {
            boolean refused = policy.refuses(incident.operation(), region) && !reports.isKnown(() -> incident);
            publish(reports.create(incident), refused);
        }
    }

    /** Reports a take-back that may be stale, as a suspect finding, which has no other effect. */
    public void suspect(Unit unit) {
        Region region = unit.region();
        if (!ignores(region)) {
            Involved involved = parties.involved(region, unit.start(), unit.end() - unit.start(), unit.start(), unit.start());
            reports.violation(reports.create(Incident.of(Finding.STALE_PERHAPS, Operation.TAKE_BACK).in(region)
                    .at(region.terms().shown(unit.extent())).withAllocatedBy(involved.allocatedBy()).withFreedBy(involved.freedBy())
                    .withEarlier(involved.earlier()).suspected()));
        }
    }

    /**
     * Throws the violation that some memory carries, because the operation in which it was found could not be refused.
     *
     * @throws PageConsistencyError if the memory carries a violation; only once
     */
    public void transfer(Operation operation, Unit unit) {
        Region region = unit.region();
        Contests left = region.contests();
        if (left != null && policy.refuses(operation, region)) {
            Violation carried = takeCarried(left, unit, !region.refusesWhole());
            if (carried != null) {
                throw new PageConsistencyError(carried);
            }
        }
    }

    /**
     * Removes and returns the violation that a unit or its pages carry, or null; {@code stays} as for
     * {@link Contested#takeCarried}.
     */
    private static Violation takeCarried(Contests left, Unit unit, boolean stays) {
        Region region = unit.region();
        Extent extent = unit.extent();
        Violation ofPages = unit.isPiece()
                ? left.pages.takeCarried(region.placeOf(extent.page()), region.placeOf(extent.page() + extent.pageCount()), stays)
                : left.pages.takeCarried(unit.start(), unit.end(), stays);
        return ofPages != null ? ofPages : left.pieces.takeCarried(unit.start(), unit.end(), stays);
    }

    /** Whether a faulty operation is refused. One with a suppressed fault takes place. */
    private boolean refuses(Objection objection) {
        return policy.refuses(objection.operation, objection.unit.region())
                && !reports.isKnown(() -> about(objection, objection.involved(parties)));
    }

    boolean ignores(Region region) {
        Region.State state = region.state();
        if (state == Region.State.COLLECTED) {
            ignored.increment();
        }
        return state == Region.State.COLLECTED || state == Region.State.ABANDONED;
    }

    /** Describes an objection with its parties. To be called before the record follows the pool. */
    Incident about(Objection objection, Involved involved) {
        Region region = objection.unit.region();
        return Incident.of(objection.finding, objection.operation).in(region).at(region.terms().shown(objection.unit.extent()))
                .withExplanation(objection.explanation())
                .withAllocatedBy(involved.allocatedBy()).withFreedBy(involved.freedBy())
                .withEarlier(earlier(objection, involved));
    }

    Incident about(Objection objection) {
        return about(objection, objection.involved(parties));
    }

    /** Memory that was never handed out in this region may have been handed out in another one. */
    private List<PastTransfer> earlier(Objection objection, Involved involved) {
        Unit unit = objection.unit;
        boolean past = objection.finding.kind() == ViolationKind.INVALID_FREE && unit.region().address() != 0
                && involved.freedBy() == null;
        List<PastTransfer> others = past ? parties.earlierAt(unit.start(), unit.region()) : List.of();
        return others.isEmpty() ? involved.earlier() : others;
    }

    private int cause(Aftermath aftermath, Region region) {
        return aftermath.cause(() -> reports.callAtFault(region.allocator()));
    }

    /**
     * Numbers a finding, sets its cause and notes its residues. The caller holds the region's monitor, so that findings about its
     * memory are judged in the order of their numbers.
     */
    Violation register(Incident incident, Region region, Aftermath aftermath, int cause, boolean refused) {
        Violation violation = reports.create(incident.followingFrom(cause));
        int finding = region.nextFinding();
        boolean looked = violation.operation() == Operation.SCAN;
        if (!looked && !refused) {
            region.fault(violation.cause());
        }
        if (refused) {
            aftermath.leaveRefused(violation, finding);
        } else {
            aftermath.leave(violation, finding);
            // Not for a scan: the next caller is not to blame for what the pool's books say.
            if (!looked && !violation.isSuppressed() && policy.carries(violation.kind(), region)) {
                aftermath.carry(violation);
            }
        }
        return violation;
    }

    /**
     * Passes a finding to the listeners and refuses the operation. The region's monitor is not held, because listeners may be slow.
     */
    void publish(Violation violation, boolean refused) {
        reports.violation(violation);
        if (violation.isCounted()) {
            parties.escalate(violation.allocator());
        }
        policy.reported(violation);
        if (refused && !violation.isSuppressed()) {
            throw new PageConsistencyError(violation);
        }
    }
}

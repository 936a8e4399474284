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
 * The cold path: makes a violation of a finding.
 *
 * <p>It has damage {@linkplain Repair repaired}, asks which earlier violation the finding follows from, finds the other parties,
 * makes the ledger follow what the pool does, and reports. Where the {@link Policy} refuses the operation it leaves the ledger as
 * it was and throws. Thread-safe.
 */
public final class Judge {
    private final Parties parties;
    private final Reports reports;
    private final Policy policy;
    private final Repair repair;
    private final Elsewhere elsewhere;
    private final LongAdder ignored = new LongAdder();

    /**
     * @param regions all that are open
     */
    public Judge(Parties parties, Reports reports, Policy policy, Iterable<Region> regions) {
        this.parties = parties;
        this.reports = reports;
        this.policy = policy;
        this.repair = new Repair(reports, policy);
        this.elsewhere = new Elsewhere(regions, parties);
    }

    public Elsewhere elsewhere() {
        return elsewhere;
    }

    public Repair repair() {
        return repair;
    }

    /** Findings about regions that the garbage collector ended; nobody is guilty of them. */
    public long ignored() {
        return ignored.sum();
    }

    /**
     * Carries an operation that met a finding to its end.
     *
     * @return whether nothing but damage was in the way, so that the operation has taken its course
     * @throws PageConsistencyError when the operation is refused; then the ledger is as before
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
        found(elsewhere.look(Objection.of(finding, operation, unit)));
        return false;
    }

    /**
     * Judges what was found.
     *
     * @throws PageConsistencyError when the operation is refused; then the ledger is as before
     */
    public void found(Objection objection) {
        Unit unit = objection.unit;
        Region region = unit.region();
        if (ignores(region)) {
            return;
        }
        boolean refused = refuses(objection);
        if (!refused && !objection.isRecorded()) {
            // What lies after the finding was not looked at yet, and is about to be overwritten.
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
            violation = judged(incident, region, aftermath, cause(aftermath, region), refused);
        }
        told(violation, refused);
    }

    /** Memory was passed on without synchronisation; that is said, and is no violation. */
    private void seenLate(Operation operation, Unit unit) {
        Involved involved = unit.involved(parties, unit.start());
        reports.seenLate(operation, unit.region(), unit.region().terms().shown(unit.extent()),
                operation == Operation.HAND_OUT || operation == Operation.RESERVE ? involved.freedBy() : involved.allocatedBy());
    }

    /** What no region's record shows, and what therefore can neither be refused nor contested. */
    public Violation report(Incident incident) {
        Violation violation = reports.made(incident);
        told(violation, false);
        return violation;
    }

    /**
     * What the states of some memory do not show, and what therefore does not make them wrong. Where violations are thrown, the next
     * transfer of the memory is refused for it.
     *
     * @return null where nothing is found any more
     */
    public Violation report(Incident incident, Unit unit) {
        Region region = unit.region();
        if (ignores(region)) {
            return null;
        }
        Violation violation = reports.made(incident.in(region).at(region.terms().shown(unit.extent()))
                .withAllocatedBy(unit.involved(parties, unit.start()).allocatedBy()));
        if (!violation.isSuppressed() && policy.carries(violation.kind(), region)) {
            region.contest().of(unit.isPiece()).carry(unit.start(), unit.end(), violation);
        }
        told(violation, false);
        return violation;
    }

    /** What no region's record shows, of an operation that is refused where those of its kind are; nothing follows from it. */
    public void report(Incident incident, Region region) {
        if (!ignores(region)) {
            boolean refused = policy.refuses(incident.operation(), region) && !reports.isKnown(() -> incident);
            told(reports.made(incident), refused);
        }
    }

    /** Something may be wrong: said, and nothing else done about it. */
    public void suspect(Unit unit) {
        Region region = unit.region();
        if (!ignores(region)) {
            Involved involved = parties.involved(region, unit.start(), unit.end() - unit.start(), unit.start(), unit.start());
            reports.violation(reports.made(Incident.of(Finding.STALE_PERHAPS, Operation.TAKE_BACK).in(region)
                    .at(region.terms().shown(unit.extent())).withAllocatedBy(involved.allocatedBy()).withFreedBy(involved.freedBy())
                    .withEarlier(involved.earlier()).suspected()));
        }
    }

    /**
     * Memory is about to cross that may carry the fault of an operation that could not be refused.
     *
     * @throws PageConsistencyError if it does, once
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

    /** The violation that memory carries, as pages or in its own right, or null; {@code stays} as for {@link Contested#takeCarried}. */
    private static Violation takeCarried(Contests left, Unit unit, boolean stays) {
        Region region = unit.region();
        Extent extent = unit.extent();
        Violation ofPages = unit.isPiece()
                ? left.pages.takeCarried(region.placeOf(extent.page()), region.placeOf(extent.page() + extent.pageCount()), stays)
                : left.pages.takeCarried(unit.start(), unit.end(), stays);
        return ofPages != null ? ofPages : left.pieces.takeCarried(unit.start(), unit.end(), stays);
    }

    /** Whether an operation at fault does not take place. That of a known fault does, as if nothing had been found. */
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

    /** What was found, and who had to do with the memory; asked for before the record follows the pool. */
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

    /** What was not given out here may have been before, in another region. */
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
     * Numbers a finding, with what it follows from, and notes what is left of it. The region's monitor is held, so that what is
     * found about its memory is judged in the order of the numbers.
     */
    Violation judged(Incident incident, Region region, Aftermath aftermath, int cause, boolean refused) {
        Violation violation = reports.made(incident.followingFrom(cause));
        int finding = region.nextFinding();
        boolean looked = violation.operation() == Operation.SCAN;
        if (!looked && !refused) {
            region.fault(violation.cause());
        }
        if (refused) {
            aftermath.leaveRefused(violation, finding);
        } else {
            aftermath.leave(violation, finding);
            // What the pool's books say is nobody's fault who comes by next.
            if (!looked && !violation.isSuppressed() && policy.carries(violation.kind(), region)) {
                aftermath.carry(violation);
            }
        }
        return violation;
    }

    /** Tells of a finding, and refuses the operation; the region's monitor is not held, because listeners take their time. */
    void told(Violation violation, boolean refused) {
        reports.violation(violation);
        if (violation.isCounted()) {
            parties.found(violation.allocator());
        }
        policy.reported(violation);
        if (refused && !violation.isSuppressed()) {
            throw new PageConsistencyError(violation);
        }
    }
}

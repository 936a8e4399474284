package io.pageconsistency.ledger;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.PastCrossing;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;

/**
 * The cold path: makes a violation of a finding.
 *
 * <p>It has damaged words {@linkplain Healer healed}, asks which earlier violation the finding follows from, finds the other
 * parties, makes the ledger follow what the pool does, and reports. Where the {@link Policy} refuses the operation it leaves the
 * ledger as it was and throws. Thread-safe.
 */
final class Judge {
    /** Leaves room for every slot of a run in the unit numbers of its page. */
    private static final int SLOT_BITS = 24;

    private final Parties parties;
    private final Reports reports;
    private final Policy policy;
    private final Healer healer;
    private final Runnable contests;
    private final LongAdder ignored = new LongAdder();

    /** @param contests called when a region has been the subject of a finding */
    Judge(Parties parties, Reports reports, Policy policy, Runnable contests) {
        this.parties = parties;
        this.reports = reports;
        this.policy = policy;
        this.contests = contests;
        this.healer = new Healer(reports, policy);
    }

    Healer healer() {
        return healer;
    }

    /** What a page, or a slot, is called in the tables of parties and contests. */
    static long unit(long page, int slot) {
        return page << SLOT_BITS | slot + 1;
    }

    static long pageOf(long unit) {
        return unit >> SLOT_BITS;
    }

    /** Findings about regions that the garbage collector ended; nobody is guilty of them. */
    long ignored() {
        return ignored.sum();
    }

    /**
     * Carries a page operation that met a finding to its end.
     *
     * @return whether nothing but damage was in the way, so that the operation has taken its course
     * @throws PageConsistencyError when the operation is refused; then the ledger is as before
     */
    boolean pages(Operation operation, Region region, long page, long count, long first) {
        long finding = first;
        while (Finding.of(finding) == Finding.CORRUPTED) {
            healer.heal(region, Finding.place(finding), page + count, operation);
            finding = region.pages.careful(operation, page, count);
            if (finding == Finding.NONE) {
                return true;
            }
        }
        if (Finding.of(finding) == Finding.SEEN_LATE) {
            seenLate(operation, region, region.pagesAt(page, count));
            return true;
        }
        if (ignores(region)) {
            return false;
        }
        long place = Finding.place(finding);
        boolean refused = refuses(Finding.of(finding), operation, region, () -> parties.involved(region, page, count, place));
        if (!refused) {
            healer.heal(region, page, page + count, operation);
        }
        pages(Finding.of(finding), operation, region, page, count, place, refused);
        return false;
    }

    private void pages(Finding finding, Operation operation, Region region, long page, long count, long place,
            boolean refused) {
        Violation violation;
        synchronized (region) {
            Aftermath aftermath = Aftermath.ofPages(operation, region, page, count, finding);
            long guiltyPage = Math.min(Math.max(place, 0), region.pageCount() - 1);
            Involved involved = parties.involved(region, page, count, guiltyPage);
            if (!refused && aftermath.follows()) {
                region.pages.force(operation, page, count);
            }
            String where = count > 1 && guiltyPage != page ? ", at page " + region.shownPage(guiltyPage) : "";
            violation = judged(about(finding, operation, region, region.pagesAt(page, count), finding.text() + where,
                    involved), region, aftermath, refused);
        }
        told(violation, refused);
    }

    /**
     * A finding about whole pages that is not a matter of their states alone. If it is a hand-out, it is recorded already.
     *
     * @param aftermath made in here, because it holds only as long as the region's monitor is held
     * @throws PageConsistencyError as for findings about states
     */
    void pages(Finding finding, Operation operation, Region region, Extent extent, String explanation,
            Supplier<Aftermath> aftermath) {
        if (ignores(region)) {
            return;
        }
        boolean refused = refuses(finding, operation, region, () -> involved(region, extent));
        Violation violation;
        synchronized (region) {
            Aftermath made = aftermath.get();
            if (refused) {
                region.pages.undoHandOut(extent.page(), extent.pageCount());
            }
            violation = judged(about(finding, operation, region, extent, explanation), region, made, refused);
        }
        told(violation, refused);
    }

    /** Memory was passed on without synchronisation; that is said, and is no violation. */
    private void seenLate(Operation operation, Region region, Extent extent) {
        Involved involved = involved(region, extent);
        reports.seenLate(operation, region, region.shown(extent),
                operation == Operation.HAND_OUT || operation == Operation.RESERVE ? involved.freedBy() : involved.allocatedBy());
    }

    /** What no region's record shows, and what therefore can neither be refused nor contested. */
    Violation report(Incident incident) {
        Violation violation = reports.made(incident);
        told(violation, false);
        return violation;
    }

    /**
     * What the states of some memory do not show, and what therefore does not make them wrong. Where violations are thrown, the next
     * crossing of the memory is refused for it.
     *
     * @return null where nothing is found any more
     */
    Violation report(Incident incident, Region region, Extent extent) {
        if (ignores(region)) {
            return null;
        }
        Violation violation = reports.made(incident.in(region).at(region.shown(extent))
                .withAllocatedBy(involved(region, extent).allocatedBy()));
        if (!violation.isSuppressed() && policy.carries(violation.kind(), region)) {
            Contested contested = extent.isSlot() ? region.contestSlots() : region.contestPages();
            long first = extent.isSlot() ? unit(extent.page(), extent.slot()) : extent.page();
            contested.carry(first, first + (extent.isSlot() ? 1 : extent.pageCount()), violation);
        }
        told(violation, false);
        return violation;
    }

    /** What no region's record shows, of an operation that is refused where those of its kind are; nothing follows from it. */
    void report(Finding finding, Operation operation, Region region, Extent extent, String explanation, Involved involved) {
        boolean refused = refuses(finding, operation, region, () -> involved);
        told(reports.made(about(finding, operation, region, extent, explanation, involved)), refused);
    }

    /** Carries a slot operation that met a finding to its end; returns and throws the same as that for pages. */
    boolean slot(Operation operation, Region region, long page, SlotMap map, int slot, long first) {
        long finding = first;
        while (Finding.of(finding) == Finding.CORRUPTED) {
            healer.heal(region, page, map, operation);
            finding = map.careful(operation, slot);
            if (finding == Finding.NONE) {
                return true;
            }
        }
        if (Finding.of(finding) == Finding.SEEN_LATE) {
            seenLate(operation, region, region.slotAt(page, map, slot));
            return true;
        }
        boolean ignored = ignores(region);
        boolean refused = refuses(Finding.of(finding), operation, region,
                () -> parties.involved(region, region.placeOf(page, slot)));
        Violation violation = null;
        synchronized (region) {
            Aftermath aftermath = Aftermath.ofSlot(operation, region, page, map, slot, Finding.of(finding));
            if (!refused && aftermath.follows()) {
                map.force(operation, slot);
            }
            if (!ignored) {
                violation = judged(about(Finding.of(finding), operation, region, region.slotAt(page, map, slot),
                        Finding.of(finding).text()), region, aftermath, refused);
            }
        }
        if (violation != null) {
            told(violation, refused);
        }
        return false;
    }

    /** A finding about a slot of a run that has none, so that it is neither claimed nor held. */
    void slotOfUncut(Finding finding, Operation operation, Region region, Extent slot, String explanation) {
        slot(finding, operation, region, slot, explanation,
                () -> Aftermath.ofUnit(operation, region, unit(slot.page(), slot.slot()), 0));
    }

    /** The memory that a slot's hand-out gives away, which is recorded already, is not that of the slot. */
    void outsideSlot(Region region, long page, SlotMap map, int slot, String explanation) {
        if (refuses(Finding.OUTSIDE_EXTENT, Operation.HAND_OUT, region,
                () -> parties.involved(region, region.placeOf(page, slot)))) {
            map.takeBack(slot);
        }
        slot(Finding.OUTSIDE_EXTENT, Operation.HAND_OUT, region, region.slotAt(page, map, slot), explanation,
                () -> Aftermath.none(Operation.HAND_OUT, region));
    }

    private void slot(Finding finding, Operation operation, Region region, Extent slot, String explanation,
            Supplier<Aftermath> aftermath) {
        if (ignores(region)) {
            return;
        }
        boolean refused = refuses(finding, operation, region, () -> involved(region, slot));
        Violation violation;
        synchronized (region) {
            violation = judged(about(finding, operation, region, slot, explanation), region, aftermath.get(), refused);
        }
        told(violation, refused);
    }

    /**
     * Memory is about to cross that may carry the fault of an operation that could not be refused.
     *
     * @throws PageConsistencyError if it does, once
     */
    void crossing(Operation operation, Region region, long page, long count, int slot) {
        Contested pages = region.contestedPages;
        Contested slots = region.contestedSlots;
        if (policy.refuses(operation, region)) {
            Violation carried = pages == null ? null : pages.takeCarried(page, page + count, !region.isApart());
            if (carried == null && slots != null) {
                long first = unit(page, slot);
                carried = slots.takeCarried(first, slot == Extent.NO_SLOT ? unit(page + count, slot) : first + 1,
                        !region.isApart());
            }
            if (carried != null) {
                throw new PageConsistencyError(carried);
            }
        }
    }

    /** Whether an operation at fault does not take place. That of a known fault does, as if nothing had been found. */
    boolean refuses(Finding finding, Operation operation, Region region, Supplier<Involved> involved) {
        return policy.refuses(operation, region) && !reports.isKnown(() -> about(finding, operation, region, region.pagesAt(0, 1),
                finding.text(), involved.get()));
    }

    boolean ignores(Region region) {
        Region.State state = region.state();
        if (state == Region.State.COLLECTED) {
            ignored.increment();
        }
        return state == Region.State.COLLECTED || state == Region.State.ABANDONED;
    }

    Incident about(Finding finding, Operation operation, Region region, Extent extent, String explanation) {
        return about(finding, operation, region, extent, explanation, involved(region, extent));
    }

    private Involved involved(Region region, Extent extent) {
        return extent.isSlot() ? parties.involved(region, region.placeOf(extent))
                : parties.involved(region, extent.page(), extent.pageCount(), extent.page());
    }

    /** What was found, and who had to do with the memory; asked for before the record follows the pool. */
    Incident about(Finding finding, Operation operation, Region region, Extent extent, String explanation, Involved involved) {
        return Incident.of(finding, operation).in(region).at(region.shown(extent)).withExplanation(explanation)
                .withAllocatedBy(involved.allocatedBy()).withFreedBy(involved.freedBy())
                .withEarlier(earlier(finding, region, extent, involved));
    }

    /** What was not given out here may have been before, in another region. */
    private List<PastCrossing> earlier(Finding finding, Region region, Extent extent, Involved involved) {
        boolean past = finding.kind() == ViolationKind.INVALID_FREE && extent.address() != 0 && involved.freedBy() == null;
        List<PastCrossing> elsewhere = past ? parties.earlierAt(extent.address(), region) : List.of();
        return elsewhere.isEmpty() ? involved.earlier() : elsewhere;
    }

    int cause(Aftermath aftermath, Region region) {
        return aftermath.cause(() -> reports.callAtFault(region.allocator()));
    }

    Violation judged(Incident incident, Region region, Aftermath aftermath, boolean refused) {
        return judged(incident, region, aftermath, cause(aftermath, region), refused);
    }

    /**
     * Numbers a finding, with what it follows from, and notes what is left of it. The region's monitor is held, so that what is
     * found about its memory is judged in the order of the numbers.
     */
    Violation judged(Incident incident, Region region, Aftermath aftermath, int cause, boolean refused) {
        Violation violation = reports.made(incident.followingFrom(cause));
        int finding = region.nextFinding();
        if (refused) {
            aftermath.leaveRefused(violation, finding);
        } else {
            aftermath.leave(violation, finding);
            if (!violation.isSuppressed() && policy.carries(violation.kind(), region)) {
                aftermath.carry(violation);
            }
        }
        contests.run();
        return violation;
    }

    /** Tells of a finding, and refuses the operation; the region's monitor is not held, because listeners take their time. */
    void told(Violation violation, boolean refused) {
        reports.violation(violation);
        policy.reported(violation);
        if (refused && !violation.isSuppressed()) {
            throw new PageConsistencyError(violation);
        }
    }

    /** An operation on pages by the rules, before which the region had had so many findings; may end what is left of one. */
    static void settlePages(Operation operation, Region region, long page, long count, int findings) {
        Contested pages = region.contestedPages;
        if (pages != null) {
            pages.healthy(operation, page, page + count, findings);
        }
        Contested slots = region.contestedSlots;
        if (slots != null && operation == Operation.RESERVE) {
            slots.renewed(unit(page, Extent.NO_SLOT), unit(page + count, Extent.NO_SLOT));
        }
    }

    /** The same of a slot, or of anything else that is called by one unit. */
    static void settleUnit(Operation operation, Region region, long unit, int findings) {
        Contested slots = region.contestedSlots;
        if (slots != null) {
            slots.healthy(operation, unit, unit + 1, findings);
        }
    }
}

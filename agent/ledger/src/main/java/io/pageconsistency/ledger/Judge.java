package io.pageconsistency.ledger;

import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

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
    private final LongAdder ignored = new LongAdder();

    Judge(Parties parties, Reports reports, Policy policy) {
        this.parties = parties;
        this.reports = reports;
        this.policy = policy;
        this.healer = new Healer(reports, policy);
    }

    Healer healer() {
        return healer;
    }

    /** What a page, or a slot, is called in the tables of parties and contests. */
    static long unit(long page, int slot) {
        return page << SLOT_BITS | slot + 1;
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
            int word = (int) Finding.place(finding);
            healer.heal(region, region.pages, word, operation);
            finding = region.pages.resume(operation, page, count, word);
            if (finding == Finding.NONE) {
                return true;
            }
        }
        if (ignores(region)) {
            return false;
        }
        boolean refused = policy.refuses(operation, region);
        if (!refused) {
            healer.healAround(region, page, count, operation);
        }
        long guiltyPage = Math.min(Math.max(Finding.place(finding), 0), region.pageCount() - 1);
        Involved involved = parties.involved(region, page, count, guiltyPage);
        BitSet already = refused ? new BitSet() : Surplus.pages(operation, region, page, count);
        if (!refused) {
            region.pages.force(operation, page, count);
        }
        String where = count > 1 && guiltyPage != page ? ", at page " + guiltyPage : "";
        report(Finding.of(finding), operation, region, region.pagesAt(page, count),
                pageCause(Finding.of(finding), region, page, count), Finding.of(finding).text() + where, involved, refused);
        Surplus.note(operation, region, page, already);
        return false;
    }

    /**
     * A finding about whole pages that is not a matter of their states. If it is a hand-out, it is recorded already.
     *
     * @throws PageConsistencyError as for findings about states
     */
    void pages(Finding finding, Operation operation, Region region, Extent extent, String explanation) {
        if (!ignores(region)) {
            boolean refused = policy.refuses(operation, region);
            if (refused) {
                region.pages.undoHandOut(extent.page(), extent.pageCount());
            }
            report(finding, operation, region, extent, pageCause(finding, region, extent.page(), extent.pageCount()), explanation,
                    parties.involved(region, extent.page(), extent.pageCount(), extent.page()), refused);
        }
    }

    /** A run's slots go with its release: nobody may have claimed one. Returns whether nobody had. */
    boolean slotsGone(Region region, long page, SlotMap slots) {
        healer.heal(region, slots, Operation.RELEASE);
        // Of two releases at once only one takes the slots along, and answers for them.
        int reserved = region.uncut(page) == slots ? slots.reserved() : 0;
        if (reserved == 0) {
            return true;
        }
        int held = slots.held();
        int shown = slots.firstHeld();
        if (held > 0) {
            pages(Finding.STILL_HELD, Operation.RELEASE, region, region.pagesAt(page, slots.runPages()),
                    "expected nobody to hold a slot of the run, but " + held + " of " + slots.slots()
                            + " are held, the first is slot " + shown);
        } else {
            pages(Finding.SLOTS_CLAIMED, Operation.RELEASE, region, region.pagesAt(page, slots.runPages()),
                    Finding.SLOTS_CLAIMED.text() + ": " + reserved + " of " + slots.slots());
        }
        return false;
    }

    /**
     * A region ended while memory of it was held; all of that is contested from here on.
     *
     * @param follows the sequence of a violation from which this one follows anyway, or 0
     * @return that sequence, or else the root cause
     */
    int closedInUse(Region region, long held, boolean collected, int follows) {
        Finding finding = collected ? Finding.LEAKED : Finding.CLOSED_IN_USE;
        Extent stillHeld = Holdings.first(region);
        // A take-back may have come in between.
        Extent first = stillHeld == null ? region.pagesAt(0, region.pageCount()) : stillHeld;
        String explanation = finding.text() + ": " + held + " of " + region.pageCount()
                + (region.pageCount() == 1 ? " page" : " pages") + " held, the first is shown";
        int cause = follows != 0 ? follows : pageCause(finding, region, 0, region.pageCount());
        long unit = first.equals(ExactExtents.first(region)) ? ExactExtents.unit(region, first.address())
                : unit(first.page(), first.slot());
        Violation violation = reports.made(Incident.of(finding, Operation.CLOSE).in(region).at(first).followingFrom(cause)
                .withExplanation(explanation).withAllocatedBy(parties.lastHandOut(region, unit))
                .withFreedBy(parties.lastTakeBack(region, unit)));
        Holdings.contest(region, violation.cause());
        if (policy.carries(finding.kind(), region)) {
            region.contestPages().carry(0, region.pageCount(), violation);
        }
        reports.violation(violation);
        policy.reported(violation);
        return violation.cause();
    }

    /** The pool of a region has gone, with all that could keep something in stock: what is claimed and not held was lost before. */
    void lost(Region region, Lost lost, int cause) {
        reports.violation(reports.made(Incident.of(ViolationKind.LEAK, Operation.CLOSE).in(region).at(lost.first())
                .withExplanation("expected nothing to be claimed that nobody holds when the pool is gone, but " + lost
                        + " are, the first is shown")
                .withAllocatedBy(parties.lastHandOut(region, unit(lost.first().page(), lost.first().slot())))
                .withFreedBy(parties.lastTakeBack(region, unit(lost.first().page(), lost.first().slot())))
                .followingFrom(region.firstLoss != 0 ? region.firstLoss : cause)));
    }

    /** What no region's record shows, and what therefore can neither be refused nor contested. */
    Violation report(Incident incident) {
        Violation violation = reports.made(incident);
        reports.violation(violation);
        policy.reported(violation);
        return violation;
    }

    /**
     * Not contested: the states of these pages are right, it is the pool that does not use them. Said once a region, since
     * a pool with this fault repeats it with every run of that size.
     */
    void keptIdle(Region region, Extent run, long slotSize) {
        if (region.state() == Region.State.ABANDONED || !region.firstKeptIdle()) {
            return;
        }
        reports.violation(reports.made(Incident.of(Finding.KEPT_IDLE, Operation.RELEASE).in(region).at(run)
                .withExplanation(Finding.KEPT_IDLE.text() + " (slots of " + slotSize
                        + " bytes); more such runs of this region are not reported")));
    }

    /** Carries a slot operation that met a finding to its end; returns and throws the same as that for pages. */
    boolean slot(Operation operation, Region region, long page, SlotMap map, int slot, long first) {
        long finding = first;
        while (Finding.of(finding) == Finding.CORRUPTED) {
            healer.heal(region, map, (int) Finding.place(finding), operation);
            finding = switch (operation) {
                case RESERVE -> map.reserve(slot);
                case RELEASE -> map.release(slot);
                case HAND_OUT -> map.handOut(slot);
                default -> map.takeBack(slot);
            };
            if (finding == Finding.NONE) {
                return true;
            }
        }
        boolean refused = policy.refuses(operation, region);
        if (!refused) {
            map.force(operation, slot);
        }
        slot(Finding.of(finding), operation, region, region.slotAt(page, map, slot), Finding.of(finding).text(), refused);
        Surplus.note(operation, region, unit(page, slot), Finding.of(finding));
        return false;
    }

    /** A finding about one slot that is not a matter of its state, when nothing of the operation has been recorded. */
    void slot(Finding finding, Operation operation, Region region, Extent extent, String explanation) {
        slot(finding, operation, region, extent, explanation, policy.refuses(operation, region));
    }

    /** The memory that a slot's hand-out gives away, which is recorded already, is not that of the slot. */
    void outsideSlot(Region region, long page, SlotMap map, int slot, String explanation) {
        boolean refused = policy.refuses(Operation.HAND_OUT, region);
        if (refused) {
            map.takeBack(slot);
        }
        slot(Finding.OUTSIDE_EXTENT, Operation.HAND_OUT, region, region.slotAt(page, map, slot), explanation, refused);
    }

    private void slot(Finding finding, Operation operation, Region region, Extent extent, String explanation,
            boolean refused) {
        if (!ignores(region)) {
            report(finding, operation, region, extent, slotCause(finding, region, extent), explanation,
                    parties.involved(region, extent), refused);
        }
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
            Violation carried = pages == null ? null : pages.takeCarried(page, count);
            if (carried == null && slots != null) {
                carried = slots.takeCarried(unit(page, slot), slot == Extent.NO_SLOT ? count << SLOT_BITS : 1);
            }
            if (carried != null) {
                throw new PageConsistencyError(carried);
            }
        }
    }

    Policy policy() {
        return policy;
    }

    boolean ignores(Region region) {
        Region.State state = region.state();
        if (state == Region.State.COLLECTED) {
            ignored.increment();
        }
        return state == Region.State.COLLECTED || state == Region.State.ABANDONED;
    }

    static int pageCause(Finding finding, Region region, long page, long count) {
        int cause = cause(region.contestedPages, finding, page, count);
        return cause != 0 ? cause : cause(region.contestedSlots, finding, unit(page, Extent.NO_SLOT), count << SLOT_BITS);
    }

    private static int slotCause(Finding finding, Region region, Extent slot) {
        int cause = cause(region.contestedSlots, finding, unit(slot.page(), slot.slot()), 1);
        return cause != 0 ? cause : cause(region.contestedPages, finding, slot.page(), slot.pageCount());
    }

    static int cause(Contested contested, Finding finding, long first, long count) {
        return contested == null ? 0 : contested.cause(first, count, finding.kind() == ViolationKind.DOUBLE_ALLOC);
    }

    void report(Finding finding, Operation operation, Region region, Extent extent, int cause, String explanation,
            Involved involved, boolean refused) {
        Violation violation = violation(finding, operation, region, extent, cause, explanation, involved);
        if (extent.isSlot()) {
            contest(region.contestSlots(), unit(extent.page(), extent.slot()), 1, violation, region, refused);
        } else {
            long first = Math.max(0, extent.page());
            contest(region.contestPages(), first, Math.min(region.pageCount(), extent.page() + extent.pageCount()) - first,
                    violation, region, refused);
        }
        told(violation, refused);
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
        long unit = unit(extent.page(), extent.slot());
        int cause = extent.isSlot() ? slotCause(Finding.STILL_HELD, region, extent)
                : pageCause(Finding.STILL_HELD, region, extent.page(), extent.pageCount());
        Violation violation = reports.made(incident.in(region).at(extent).followingFrom(cause)
                .withAllocatedBy(parties.lastHandOut(region, unit)));
        if (policy.carries(violation.kind(), region)) {
            Contested contested = extent.isSlot() ? region.contestSlots() : region.contestPages();
            contested.carry(extent.isSlot() ? unit : extent.page(), extent.isSlot() ? 1 : extent.pageCount(), violation);
        }
        told(violation, false);
        return violation;
    }

    /** The same for memory that is called by units which are neither pages nor slots: its own and that of who has it. */
    void report(Finding finding, Operation operation, Region region, Extent extent, int cause, String explanation,
            Involved involved, boolean refused, long unit, long holder) {
        Violation violation = violation(finding, operation, region, extent, cause, explanation, involved);
        contest(region.contestSlots(), unit, 1, violation, region, refused);
        contest(region.contestSlots(), holder, 1, violation, region, refused);
        told(violation, refused);
    }

    private Violation violation(Finding finding, Operation operation, Region region, Extent extent, int cause,
            String explanation, Involved involved) {
        return reports.made(Incident.of(finding, operation).in(region).at(extent).followingFrom(cause)
                .withExplanation(explanation).withAllocatedBy(involved.allocatedBy()).withFreedBy(involved.freedBy())
                .withEarlier(earlier(finding, region, extent, involved)));
    }

    /** What was not given out here may have been before, in another region. */
    private List<PastCrossing> earlier(Finding finding, Region region, Extent extent, Involved involved) {
        boolean past = finding.kind() == ViolationKind.INVALID_FREE && extent.address() != 0 && involved.freedBy() == null;
        List<PastCrossing> elsewhere = past ? parties.earlierAt(extent.address(), region) : List.of();
        return elsewhere.isEmpty() ? involved.earlier() : elsewhere;
    }

    private void contest(Contested contested, long first, long count, Violation violation, Region region, boolean refused) {
        if (refused && region.isApart()) {
            // It has not taken place, so nothing follows. Others have acted before they were refused.
            return;
        }
        contested.contest(first, count, violation.cause());
        if (!refused && policy.carries(violation.kind(), region)) {
            contested.carry(first, count, violation);
        }
    }

    private void told(Violation violation, boolean refused) {
        reports.violation(violation);
        policy.reported(violation);
        if (refused) {
            throw new PageConsistencyError(violation);
        }
    }

    /** A clean release or reserve of pages; may end their contest. */
    static void settlePages(Operation operation, Region region, long page, long count) {
        Contested pages = region.contestedPages;
        Contested slots = region.contestedSlots;
        if (pages != null) {
            if (operation == Operation.RELEASE) {
                pages.released(page, count);
            } else {
                pages.reserved(page, count);
            }
        }
        // A run that begins anew has new slots; but while its pages are contested so is what is cut from them.
        if (slots != null && operation == Operation.RESERVE && (pages == null || pages.cause(page, count, false) == 0)) {
            slots.renewed(unit(page, Extent.NO_SLOT), count << SLOT_BITS);
        }
    }

    /** A clean release or reserve of a slot; may end its contest. */
    static void settleSlot(Operation operation, Region region, long page, int slot) {
        Contested slots = region.contestedSlots;
        if (slots != null) {
            if (operation == Operation.RELEASE) {
                slots.released(unit(page, slot), 1);
            } else {
                slots.reserved(unit(page, slot), 1);
            }
        }
    }
}

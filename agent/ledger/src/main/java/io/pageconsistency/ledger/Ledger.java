package io.pageconsistency.ledger;

import java.lang.invoke.MethodHandles;
import java.util.List;

import io.pageconsistency.CheckResult;
import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.Validation;
import io.pageconsistency.Violation;
import io.pageconsistency.boot.OwnCode;

/**
 * All regions and the states of their pages and slots: the second, independent record of what every pool has given out.
 *
 * <p>Callers are the hooks. They owe one order: a free (release, take back, close) is recorded <em>before</em> the pool can
 * give the memory to somebody else, an allocation (reserve, hand out) <em>after</em> the pool has claimed it. Then every
 * pool that works appears correct here, whatever the threads do, because between the two nobody else can own the memory.
 *
 * <p>Findings go to the {@linkplain #reports() reports}. No operation throws for what the pool did, but for hand-outs and
 * take-backs that the {@linkplain #policy() policy} refuses. Thread-safe; the healthy path takes no lock and allocates nothing
 * but what {@link Parties} records.
 *
 * <p>A healthy crossing reads whether anybody wants to know of it, compares one cell with a constant, and stores another.
 * All else is in a method of its own, so that the compiler takes the healthy path into the pool's code and leaves the rest out.
 */
public final class Ledger extends RegionLedger {
    private static final Ledger OF_THIS_JVM = new Ledger();

    private final UncutRuns uncut = new UncutRuns(judge);
    private final SpaceLedger spaces = new SpaceLedger(this, judge, parties, crossings);
    /** Told of single operations; null unless somebody may want them. */
    private volatile LedgerListener operations;
    /**
     * Whether somebody wants to know of every crossing: {@link #parties}, the listener, or what is left of a fault. So that the
     * healthy path pays one read.
     *
     * <p>Plain: a take-back has a compare-and-set, over which no compiler carries what it has read, so each pair of crossings
     * reads it anew, and nothing but the value itself is concluded from it.
     */
    private boolean observed;
    /** Whether there is a budget to record parties of some crossings. Plain as well, and for the same reason. */
    private boolean sampling = true;
    /** What {@link #crossings} counts in, at hand. */
    private final ThreadCounter.Cell[] counters = crossings.counters();

    /**
     * The ledger that the hooks write to.
     *
     * @param caller one of the agent's own classes
     */
    public static Ledger ofThisJvm(MethodHandles.Lookup caller) {
        OwnCode.require(caller);
        return OF_THIS_JVM;
    }

    /** The part for pools that speak of their memory otherwise than by regions. */
    public SpaceLedger spaces() {
        return spaces;
    }

    /** Names the one listener whose {@link LedgerListener#crossed} is called; null for none. */
    public void operations(LedgerListener listener) {
        operations = listener;
        observe();
    }

    @Override
    synchronized void observe() {
        observed = operations != null || parties.mode() == Parties.Mode.ALL || anyContested;
        sampling = parties.wantsStack();
    }

    @Override
    void sampling(boolean wanted) {
        sampling = wanted;
    }

    /** Reports what somebody else has noticed than the record of pages. It has taken place, and nothing follows from it. */
    public Violation report(Incident incident) {
        return judge.report(incident);
    }

    /**
     * Reports what the states of some memory do not show, because nothing is wrong with them.
     *
     * @param slot as in {@link LedgerListener#crossed}
     * @return null where nothing is found any more
     */
    public Violation report(Incident incident, Region region, long page, long count, int slot) {
        return judge.report(incident, region, extent(region, page, count, slot));
    }

    /** Some pages, or one slot of them; parameters as in {@link LedgerListener#crossed}. */
    public Extent extent(Region region, long page, long count, int slot) {
        SlotMap map = slot == Extent.NO_SLOT ? null : region.slotsAt(page);
        return slot == Extent.NO_SLOT ? region.pagesAt(page, count)
                : map == null ? region.slotOfUncut(page, count, slot) : region.slotAt(page, map, slot);
    }

    /** Reports that memory is lost which is claimed and not held. */
    public void lost(Incident incident, Region region, Extent extent) {
        Violation violation = judge.report(incident, region, extent);
        if (violation != null && region.firstLoss == 0) {
            region.firstLoss = violation.cause();
        }
    }

    /** The allocator has claimed pages of a region. */
    public void reserve(Region region, long page, long count) {
        if (observed || !region.pages.fastReserve(page, count)) {
            reserveCarefully(region, page, count);
        }
    }

    private void reserveCarefully(Region region, long page, long count) {
        int findings = region.findings();
        long finding = region.pages.reserve(page, count);
        boolean clean = finding == Finding.NONE || judge.pages(Operation.RESERVE, region, page, count, finding);
        if (clean && findings != 0) {
            Judge.settlePages(Operation.RESERVE, region, page, count, findings);
        }
        crossed(Operation.RESERVE, region, page, count, Extent.NO_SLOT);
    }

    /** The allocator is about to return pages to a region; with them go the slots they were cut into. */
    public void release(Region region, long page, long count) {
        SlotMap slots = region.slotsAt(page);
        if (slots != null || observed || !region.pages.fastRelease(page, count)) {
            releaseCarefully(region, page, count, slots);
        }
    }

    private void releaseCarefully(Region region, long page, long count, SlotMap slots) {
        int findings = region.findings();
        boolean slotsClean = slots == null || ends.slotsGone(region, page, slots);
        long finding = region.pages.release(page, count);
        boolean clean = finding == Finding.NONE || judge.pages(Operation.RELEASE, region, page, count, finding);
        if (clean && slotsClean && findings != 0) {
            Judge.settlePages(Operation.RELEASE, region, page, count, findings);
        }
        crossed(Operation.RELEASE, region, page, count, Extent.NO_SLOT);
    }

    /**
     * Pages have crossed to a user.
     *
     * @param position where the user's memory begins, in the pool's own counting of bytes in the region
     * @param length how many bytes of it the user may use
     */
    public void handOut(Region region, long page, long count, long position, long length) {
        SlotMap slots = region.slotsAt(page);
        long offset = region.offsetOf(position) - page * region.pageSize();
        if (slots != null || observed || sampling || CellRules.reachesOut(offset, length, region.lengthOf(page, count))
                || !region.pages.fastHandOut(page, count)) {
            handOutCarefully(region, page, count, slots, offset, length);
        }
    }

    private void handOutCarefully(Region region, long page, long count, SlotMap slots, long offset, long length) {
        int findings = region.findings();
        boolean noted = findings != 0 || parties.wantsStack() || region.pages.isMarked(page);
        LedgerListener listener = operationsListener();
        long claimed = region.lengthOf(page, count);
        long finding = region.pages.handOut(page, count);
        if (finding != Finding.NONE && !judge.pages(Operation.HAND_OUT, region, page, count, finding)) {
            findings = 0;
        } else if (slots != null || CellRules.reachesOut(offset, length, claimed)) {
            handedOut(region, page, count, slots, offset, length, claimed);
        }
        if (noted) {
            noted(Operation.HAND_OUT, region, page, count, findings);
        }
        if (listener != null) {
            listener.crossed(Operation.HAND_OUT, region, page, count, Extent.NO_SLOT);
        }
    }

    /** What the pages alone do not tell: whether slots of theirs are held, and where the user's memory lies. */
    private void handedOut(Region region, long page, long count, SlotMap slots, long offset, long length, long claimed) {
        if (slots != null && slots.held() > 0) {
            judge.healer().heal(region, page, slots, Operation.HAND_OUT);
        }
        long held = slots == null ? 0 : slots.held();
        if (held > 0) {
            judge.pages(Finding.ALREADY_HELD, Operation.HAND_OUT, region, region.pagesAt(page, count),
                    "expected nobody to hold a slot of the run, but " + held + " are held",
                    () -> Aftermath.ofHeldRun(region, page, count));
        } else if (CellRules.reachesOut(offset, length, claimed)) {
            judge.pages(Finding.OUTSIDE_EXTENT, Operation.HAND_OUT, region, region.pagesAt(page, count),
                    CellRules.outside(offset, length, claimed), () -> Aftermath.none(Operation.HAND_OUT, region));
        }
    }

    /** For who wants to remember a crossing. What was by the rules may end what is left of a fault. */
    private void noted(Operation operation, Region region, long page, long count, int findings) {
        long place = region.placeOf(page);
        if (operation == Operation.HAND_OUT) {
            parties.handedOut(region, place, region.lengthOf(page, count));
        } else {
            parties.takenBack(region, place, region.lengthOf(page, count));
        }
        // The memory belongs to the caller, so nobody's store comes between.
        region.pages.mark(page, parties.isOnRecord(region, place));
        if (findings != 0) {
            Judge.settlePages(operation, region, page, count, findings);
        }
    }

    private void notedUnit(Operation operation, Region region, long page, SlotMap map, int slot, int findings) {
        long offset = slot * map.slotSize();
        long place = region.placeOf(page) + offset;
        if (operation == Operation.HAND_OUT) {
            parties.handedOut(region, place, map.slotSize());
        } else {
            parties.takenBack(region, place, map.slotSize());
        }
        boolean onRecord = parties.isOnRecord(region, place);
        map.mark(slot, onRecord);
        if (offset % region.pageSize() == 0) {
            // What begins here once the run is not cut any more must find the mark.
            region.pages.mark(page + offset / region.pageSize(), onRecord);
        }
        if (findings != 0) {
            Judge.settleUnit(operation, region, Judge.unit(page, slot), findings);
        }
    }

    /** Pages are about to cross back to the pool. */
    public void takeBack(Region region, long page, long count) {
        ThreadCounter.Cell counter = ThreadCounter.mine(counters);
        if (observed || sampling || !region.pages.fastTakeBack(page, count)) {
            takeBackCarefully(region, page, count, counter);
        } else {
            count(counter);
        }
    }

    private void takeBackCarefully(Region region, long page, long count, ThreadCounter.Cell counter) {
        int findings = region.findings();
        boolean noted = findings != 0 || parties.wantsStack() || region.pages.isMarked(page);
        LedgerListener listener = operationsListener();
        long finding = region.pages.takeBack(page, count);
        if (finding == Finding.NONE || judge.pages(Operation.TAKE_BACK, region, page, count, finding)) {
            count(counter);
        } else {
            findings = 0;
        }
        if (noted) {
            noted(Operation.TAKE_BACK, region, page, count, findings);
        }
        if (listener != null) {
            listener.crossed(Operation.TAKE_BACK, region, page, count, Extent.NO_SLOT);
        }
    }

    /**
     * Memory is about to cross whose fault may have been found when nothing could be refused. Asked before every crossing
     * that can be.
     *
     * @param slot as in {@link LedgerListener#crossed}
     * @throws io.pageconsistency.PageConsistencyError if it was, once
     */
    public void crossing(Operation operation, Region region, long page, long count, int slot) {
        if (region.findings() != 0) {
            judge.crossing(operation, region, page, count, slot);
        }
    }

    /** The pool failed between a hand-out's being recorded and its taking place. */
    public void handOutFailed(Region region, long page, long count) {
        region.pages.undoHandOut(page, count);
    }

    /** The same for a slot. */
    public void handOutSlotFailed(Region region, long page, int slot) {
        SlotMap map = region.slotsAt(page);
        if (map != null) {
            map.takeBack(slot);
        }
    }

    /**
     * The pool failed while it took pages back: what happened to them is not known, unless they are held by now. If it was
     * because the pool has found a fault as well, nothing follows from that.
     */
    public void takeBackFailed(Region region, long page, long count) {
        region.pages.forget(page, count, false);
        Contested contested = region.contestedPages;
        if (contested != null) {
            contested.drop(page, page + count);
        }
    }

    /**
     * An operation on pages, or on a slot of theirs, happened in the pool but could not be recorded, for example because the
     * Java heap was exhausted. Nothing is known of them from here on: a gap in the record must not accuse anybody.
     */
    public void unrecorded(Region region, long page, long count) {
        region.pages.forget(page, count, true);
        region.uncut(page);
    }

    /**
     * The allocator has claimed a slot.
     *
     * <p>The first claim cuts the run; the pool's lock for the run is held, so nobody else does so meanwhile.
     *
     * @param page the first page of the run
     */
    public void reserveSlot(Region region, long page, long runPages, int slots, long slotSize, int slot) {
        SlotMap map = region.slotsAt(page);
        if (map == null || map.slotSize() != slotSize || map.slots() != slots) {
            map = cut(region, map, page, runPages, slots, slotSize, slot);
            if (map == null) {
                return;
            }
        }
        if (!observed && map.fastReserve(slot)) {
            return;
        }
        int findings = region.findings();
        long finding = map.reserve(slot);
        boolean clean = finding == Finding.NONE || judge.slot(Operation.RESERVE, region, page, map, slot, finding);
        if (clean && findings != 0) {
            Judge.settleUnit(Operation.RESERVE, region, Judge.unit(page, slot), findings);
        }
        crossed(Operation.RESERVE, region, page, runPages, slot);
    }

    /** Cuts a run, or cuts it otherwise; null if it cannot be. */
    private SlotMap cut(Region region, SlotMap old, long page, long runPages, int slots, long slotSize, int slot) {
        if (page < 0 || runPages < 1 || slots < 1 || page > region.pageCount() - runPages) {
            uncut.claimed(region, page, runPages, slots, slot);
            return null;
        }
        judge.healer().heal(region, page, page + 1, Operation.RESERVE);
        SlotMap map = old;
        if (map == null) {
            // Where the run is unknown, somebody who is handed a slot of it may be cutting it as well.
            map = region.cutIfWhole(page, region.slotsOf(page, slots, slotSize, runPages, region.pages.isKnown(page)));
        }
        if (map.slotSize() != slotSize || map.slots() != slots) {
            map = region.slotsOf(page, slots, slotSize, runPages, false);
            region.cut(page, map);
        }
        return map;
    }

    /** The allocator is about to return a slot to its run. */
    public void releaseSlot(Region region, long page, long runPages, int slot) {
        SlotMap map = region.slotsAt(page);
        if (map == null) {
            uncut.used(Operation.RELEASE, region, page, runPages, slot);
            return;
        }
        if (!observed && map.fastRelease(slot)) {
            return;
        }
        int findings = region.findings();
        long finding = map.release(slot);
        boolean clean = finding == Finding.NONE || judge.slot(Operation.RELEASE, region, page, map, slot, finding);
        if (clean && findings != 0) {
            Judge.settleUnit(Operation.RELEASE, region, Judge.unit(page, slot), findings);
        }
        crossed(Operation.RELEASE, region, page, runPages, slot);
    }

    /**
     * The pool keeps a run claimed although it knows that none of its slots is, and its own rules say to return it: a leak
     * of pages, which other sizes cannot use until the region ends.
     */
    public void keptIdle(Region region, long page, long runPages) {
        SlotMap map = region.slotsAt(page);
        if (map != null && map.reserved() == 0) {
            ends.keptIdle(region, region.pagesAt(page, runPages), map.slotSize());
        }
    }

    /** A slot has crossed to a user; position and length as in {@link #handOut}. */
    public void handOutSlot(Region region, long page, long runPages, int slot, long position, long length) {
        SlotMap map = region.slotsAt(page);
        if (map == null) {
            map = uncut.cutBefore(region, page, runPages, slot, position, length);
        }
        if (map == null) {
            uncut.used(Operation.HAND_OUT, region, page, runPages, slot);
            return;
        }
        long offset = region.offsetOf(position) - page * region.pageSize() - slot * map.slotSize();
        if (observed || sampling || CellRules.reachesOut(offset, length, map.slotSize()) || !map.fastHandOut(slot)) {
            handOutSlotCarefully(region, page, map, slot, offset, length);
        }
    }

    private void handOutSlotCarefully(Region region, long page, SlotMap map, int slot, long offset, long length) {
        int findings = region.findings();
        boolean noted = findings != 0 || parties.wantsStack() || map.isMarked(slot);
        LedgerListener listener = operationsListener();
        long finding = map.handOut(slot);
        boolean clean = finding == Finding.NONE || judge.slot(Operation.HAND_OUT, region, page, map, slot, finding);
        if (clean && CellRules.reachesOut(offset, length, map.slotSize())) {
            judge.outsideSlot(region, page, map, slot, CellRules.outside(offset, length, map.slotSize()));
        }
        if (noted) {
            notedUnit(Operation.HAND_OUT, region, page, map, slot, clean ? findings : 0);
        }
        if (listener != null) {
            listener.crossed(Operation.HAND_OUT, region, page, map.runPages(), slot);
        }
    }

    /** A slot is about to cross back to the pool. */
    public void takeBackSlot(Region region, long page, long runPages, int slot) {
        SlotMap map = region.slotsAt(page);
        if (map == null) {
            uncut.used(Operation.TAKE_BACK, region, page, runPages, slot);
            return;
        }
        ThreadCounter.Cell counter = ThreadCounter.mine(counters);
        if (observed || sampling || !map.fastTakeBack(slot)) {
            takeBackSlotCarefully(region, page, map, slot, counter);
        } else {
            count(counter);
        }
    }

    private void takeBackSlotCarefully(Region region, long page, SlotMap map, int slot, ThreadCounter.Cell counter) {
        int findings = region.findings();
        boolean noted = findings != 0 || parties.wantsStack() || map.isMarked(slot);
        LedgerListener listener = operationsListener();
        long finding = map.takeBack(slot);
        if (finding == Finding.NONE || judge.slot(Operation.TAKE_BACK, region, page, map, slot, finding)) {
            count(counter);
        } else {
            findings = 0;
        }
        if (noted) {
            notedUnit(Operation.TAKE_BACK, region, page, map, slot, findings);
        }
        if (listener != null) {
            listener.crossed(Operation.TAKE_BACK, region, page, map.runPages(), slot);
        }
    }

    /** Without what a call of {@link #crossings} would read behind the atomic instruction. */
    private void count(ThreadCounter.Cell counter) {
        if (counter != null) {
            counter.increment();
        } else {
            crossings.takenBack(null);
        }
    }

    /** The pool failed while it took a slot back. */
    public void takeBackSlotFailed(Region region, long page, int slot) {
        SlotMap map = region.slotsAt(page);
        if (map != null) {
            map.forget(slot);
        }
        Contested contested = region.contestedSlots;
        if (contested != null) {
            contested.drop(Judge.unit(page, slot), Judge.unit(page, slot) + 1);
        }
    }

    /** How the record of the memory at an address stands; changes and reports nothing. */
    public CheckResult check(long address) {
        Region region = find(address);
        return region == null ? spaces.check(address)
                : region.intactAt(address - region.address()) ? CheckResult.OK : CheckResult.MISMATCH;
    }

    /** Looks at every word of every region, heals and reports the damaged ones; exact also while others allocate. */
    public Validation validate() {
        return scan(Scan.Trigger.DEMAND).finish();
    }

    /** Begins to look at every word of the regions that are open now. */
    public Scan scan(Scan.Trigger trigger) {
        return new Scan(trigger, List.copyOf(regions()), judge, reports());
    }

    /** Who wants to be told of single operations now, or null. */
    LedgerListener operationsListener() {
        LedgerListener listener = operations;
        return listener != null && listener.wantsOperations() ? listener : null;
    }

    void crossed(Operation operation, Region region, long page, long count, int slot) {
        LedgerListener listener = observed ? operationsListener() : null;
        if (listener != null) {
            listener.crossed(operation, region, page, count, slot);
        }
    }
}

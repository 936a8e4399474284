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
 * <p>A crossing reads all it needs before its compare-and-set, also what it needs only afterwards. An atomic instruction waits
 * for everything before it, and everything behind waits for it: reads in front of it run beside each other, reads behind it
 * are a delay of their own.
 */
public final class Ledger extends RegionLedger {
    private static final Ledger OF_THIS_JVM = new Ledger();

    private final UncutRuns uncut = new UncutRuns(judge);
    private final SpaceLedger spaces = new SpaceLedger(this, judge, parties, crossings);
    /** Told of single operations; null unless somebody may want them. */
    private volatile LedgerListener operations;
    /**
     * Whether anybody may want to know of a crossing: {@link #parties}, the listener, or what is left of a fault. So that the
     * healthy path pays one read.
     *
     * <p>Plain: a crossing ends with a compare-and-set, over which no compiler carries what it has read, so each of them
     * reads it anew, and nothing but the value itself is concluded from it.
     */
    private boolean observed = true;
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
        observed = operations != null || parties.mode() != Parties.Mode.OFF || anyContested;
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
        int findings = region.findings();
        long finding = region.pages.usualReserve(page, count) ? Finding.NONE : region.pages.reserve(page, count);
        boolean clean = finding == Finding.NONE || judge.pages(Operation.RESERVE, region, page, count, finding);
        if (clean && findings != 0) {
            Judge.settlePages(Operation.RESERVE, region, page, count, findings);
        }
        crossed(Operation.RESERVE, region, page, count, Extent.NO_SLOT);
    }

    /** The allocator is about to return pages to a region; with them go the slots they were cut into. */
    public void release(Region region, long page, long count) {
        int findings = region.findings();
        SlotMap slots = region.slotsAt(page);
        boolean slotsClean = slots == null || ends.slotsGone(region, page, slots);
        long finding = region.pages.usualRelease(page, count) ? Finding.NONE : region.pages.release(page, count);
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
        boolean seen = observed;
        int findings = seen ? region.findings() : 0;
        boolean noted = seen && (findings != 0 || parties.wantsHandOut(region, region.placeOf(page)));
        LedgerListener listener = seen ? operationsListener() : null;
        SlotMap slots = region.slotsAt(page);
        long offset = region.offsetOf(position) - page * region.pageSize();
        long claimed = region.lengthOf(page, count);
        boolean unusual = slots != null || PageRules.reachesOut(offset, length, claimed);
        long finding = region.pages.usualHandOut(page, count) ? Finding.NONE : region.pages.handOut(page, count);
        if (finding != Finding.NONE && !judge.pages(Operation.HAND_OUT, region, page, count, finding)) {
            unusual = false;
            findings = 0;
        }
        if (unusual) {
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
            judge.healer().heal(region, slots, Operation.HAND_OUT);
        }
        int held = slots == null ? 0 : slots.held();
        if (held > 0) {
            judge.pages(Finding.ALREADY_HELD, Operation.HAND_OUT, region, region.pagesAt(page, count),
                    "expected nobody to hold a slot of the run, but " + held + " are held",
                    () -> Aftermath.ofHeldRun(region, page, count));
        } else if (PageRules.reachesOut(offset, length, claimed)) {
            judge.pages(Finding.OUTSIDE_EXTENT, Operation.HAND_OUT, region, region.pagesAt(page, count),
                    PageRules.outside(offset, length, claimed), () -> Aftermath.none(Operation.HAND_OUT, region));
        }
    }

    /** For who wants to remember a crossing. What was by the rules may end what is left of a fault. */
    private void noted(Operation operation, Region region, long page, long count, int findings) {
        if (operation == Operation.HAND_OUT) {
            parties.handedOut(region, region.placeOf(page), region.lengthOf(page, count));
        } else {
            parties.takenBack(region, region.placeOf(page), region.lengthOf(page, count));
        }
        if (findings != 0) {
            Judge.settlePages(operation, region, page, count, findings);
        }
    }

    private void notedUnit(Operation operation, Region region, long page, SlotMap map, int slot, int findings) {
        long place = region.placeOf(page) + slot * map.slotSize();
        if (operation == Operation.HAND_OUT) {
            parties.handedOut(region, place, map.slotSize());
        } else {
            parties.takenBack(region, place, map.slotSize());
        }
        if (findings != 0) {
            Judge.settleUnit(operation, region, Judge.unit(page, slot), findings);
        }
    }

    /** Pages are about to cross back to the pool. */
    public void takeBack(Region region, long page, long count) {
        boolean seen = observed;
        int findings = seen ? region.findings() : 0;
        boolean noted = seen && (findings != 0 || parties.wantsTakeBack(region, region.placeOf(page)));
        LedgerListener listener = seen ? operationsListener() : null;
        ThreadCounter.Cell counter = ThreadCounter.mine(counters);
        long finding = region.pages.usualTakeBack(page, count) ? Finding.NONE : region.pages.takeBack(page, count);
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
        int findings = region.findings();
        long finding = map.usual(slot, SlotMap.RELEASED_BITS, SlotMap.CLAIM) ? Finding.NONE : map.reserve(slot);
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
        judge.healer().heal(region, region.pages, PageMap.wordOf(page), Operation.RESERVE);
        SlotMap map = old;
        if (map == null) {
            // Where the run is unknown, somebody who is handed a slot of it may be cutting it as well.
            map = region.cutIfWhole(page, new SlotMap(slots, slotSize, runPages, region.pages.isKnown(page)));
        }
        if (map.slotSize() != slotSize || map.slots() != slots) {
            map = new SlotMap(slots, slotSize, runPages, false);
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
        int findings = region.findings();
        long finding = map.usual(slot, SlotMap.CLAIMED_BITS, SlotMap.CLAIM) ? Finding.NONE : map.release(slot);
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
        boolean seen = observed;
        int findings = seen ? region.findings() : 0;
        boolean noted = seen && (findings != 0 || parties.wantsHandOut(region, region.placeOf(page) + slot * map.slotSize()));
        LedgerListener listener = seen ? operationsListener() : null;
        long offset = region.offsetOf(position) - page * region.pageSize() - slot * map.slotSize();
        boolean outside = PageRules.reachesOut(offset, length, map.slotSize());
        long finding = map.usual(slot, SlotMap.CLAIMED_BITS, SlotMap.HOLD) ? Finding.NONE : map.handOut(slot);
        boolean clean = finding == Finding.NONE || judge.slot(Operation.HAND_OUT, region, page, map, slot, finding);
        if (clean && outside) {
            judge.outsideSlot(region, page, map, slot, PageRules.outside(offset, length, map.slotSize()));
        }
        if (noted) {
            notedUnit(Operation.HAND_OUT, region, page, map, slot, clean ? findings : 0);
        }
        if (listener != null) {
            listener.crossed(Operation.HAND_OUT, region, page, runPages, slot);
        }
    }

    /** A slot is about to cross back to the pool. */
    public void takeBackSlot(Region region, long page, long runPages, int slot) {
        SlotMap map = region.slotsAt(page);
        if (map == null) {
            uncut.used(Operation.TAKE_BACK, region, page, runPages, slot);
            return;
        }
        boolean seen = observed;
        int findings = seen ? region.findings() : 0;
        boolean noted = seen && (findings != 0 || parties.wantsTakeBack(region, region.placeOf(page) + slot * map.slotSize()));
        LedgerListener listener = seen ? operationsListener() : null;
        ThreadCounter.Cell counter = ThreadCounter.mine(counters);
        long finding = map.usual(slot, SlotMap.HELD_BITS, SlotMap.HOLD) ? Finding.NONE : map.takeBack(slot);
        if (finding == Finding.NONE || judge.slot(Operation.TAKE_BACK, region, page, map, slot, finding)) {
            count(counter);
        } else {
            findings = 0;
        }
        if (noted) {
            notedUnit(Operation.TAKE_BACK, region, page, map, slot, findings);
        }
        if (listener != null) {
            listener.crossed(Operation.TAKE_BACK, region, page, runPages, slot);
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

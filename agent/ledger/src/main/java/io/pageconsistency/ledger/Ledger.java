package io.pageconsistency.ledger;

import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;

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
public final class Ledger {
    private static final Ledger OF_THIS_JVM = new Ledger();

    private final ConcurrentHashMap<Integer, Region> open = new ConcurrentHashMap<>();
    private final Reports reports = new Reports();
    private final Policy policy = new Policy();
    final Parties parties = new Parties(this::observe, this::sampling);
    final Crossings crossings = new Crossings(open.values());
    final Judge judge = new Judge(parties, reports, policy, open.values(), this::contested);
    private final EndJudge ends = new EndJudge(judge, parties);
    private final Regions regions = new Regions(open, reports, judge, ends, crossings);
    private final UncutRuns uncut = new UncutRuns(judge);
    private final ByteLedger bytes = new ByteLedger(this);
    private final WrongReturns wrongReturns = new WrongReturns(this, judge.elsewhere());
    private final Failures failures = new Failures();
    /** Whether there has been a finding about any region. */
    private volatile boolean anyContested;
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

    /** Which regions there are. */
    public Regions regions() {
        return regions;
    }

    /** The operations on memory that is handed out byte by byte. */
    public ByteLedger bytes() {
        return bytes;
    }

    /** The take-backs that are known to be wrong otherwise than by the states of their memory. */
    public WrongReturns wrongReturns() {
        return wrongReturns;
    }

    /** What was begun and not done. */
    public Failures failures() {
        return failures;
    }

    public Reports reports() {
        return reports;
    }

    public Parties parties() {
        return parties;
    }

    /** What becomes of violations besides being reported. */
    public Policy policy() {
        return policy;
    }

    /** How often memory was handed out and taken back. */
    public Crossings crossings() {
        return crossings;
    }

    /** A region begins, as {@link Regions#open}, that is the memory of a pool's own chunk. */
    public Region open(String allocator, Object owner, Geometry geometry, boolean known) {
        return regions.open(allocator, owner, geometry, known, Traits.CHUNK, null);
    }

    /** A region ends, before its memory goes back to the system: nobody may hold anything of it. */
    public void close(Region region) {
        regions.close(region, 0);
    }

    /** The region an address lies in, or null. Memory on the Java heap has none. */
    public Region find(long address) {
        return regions.find(address);
    }

    /** Names the one listener whose {@link LedgerListener#crossed} is called; null for none. */
    public void operations(LedgerListener listener) {
        operations = listener;
        observe();
    }

    /** Whether anybody wants to know of single operations may have changed. */
    private synchronized void observe() {
        observed = operations != null || parties.mode() == Parties.Mode.ALL || anyContested;
        sampling = parties.wantsStack();
    }

    /** Whether parties of single operations are to be recorded may have changed. */
    private void sampling(boolean wanted) {
        sampling = wanted;
    }

    /** A region has been the subject of a finding, so that healthy operations matter. */
    private void contested() {
        if (!anyContested) {
            anyContested = true;
            observe();
        }
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
        return judge.report(incident, region.unit(page, count, slot));
    }

    /** Some pages, or one slot of them; parameters as in {@link LedgerListener#crossed}. */
    public Extent extent(Region region, long page, long count, int slot) {
        return region.unit(page, count, slot).extent();
    }

    /** Reports that memory is lost which is claimed and not held; parameters as in {@link LedgerListener#crossed}. */
    public void lost(Incident incident, Region region, long page, long count, int slot) {
        Violation violation = report(incident, region, page, count, slot);
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
        if (slots != null || observed || sampling || region.bytes != null
                || CellRules.reachesOut(offset, length, region.lengthOf(page, count)) || !region.pages.fastHandOut(page, count)) {
            handOutCarefully(region, page, count, slots, offset, length);
        }
    }

    private void handOutCarefully(Region region, long page, long count, SlotMap slots, long offset, long length) {
        int findings = region.findings();
        boolean noted = findings != 0 || parties.wantsStack() || region.pages.isMarked(page);
        LedgerListener listener = operationsListener();
        long finding = region.pages.handOut(page, count);
        if (finding != Finding.NONE && !judge.pages(Operation.HAND_OUT, region, page, count, finding)
                || !handedOut(region, page, count, slots, offset, length)) {
            findings = 0;
        }
        if (noted) {
            noted(Operation.HAND_OUT, region, page, count, findings);
        }
        if (listener != null) {
            listener.crossed(Operation.HAND_OUT, region, page, count, Extent.NO_SLOT);
        }
    }

    /** What the pages alone do not tell: whether what lies in them is held, and where the user's memory lies. Whether all is well. */
    private boolean handedOut(Region region, long page, long count, SlotMap slots, long offset, long length) {
        boolean beside = slots != null || region.bytes != null;
        long claimed = region.lengthOf(page, count);
        boolean outside = CellRules.reachesOut(offset, length, claimed);
        if (beside && !besidePieces(new PageRun(region, page, count), slots)) {
            return false;
        }
        if (outside) {
            judge.outside(new PageRun(region, page, count), CellRules.outside(offset, length, claimed));
        }
        return !outside;
    }

    /** Compares a hand-out of pages that is recorded with what lies in them; whether nothing was found. */
    private boolean besidePieces(PageRun run, SlotMap slots) {
        Region region = run.region();
        if (slots != null && slots.held() > 0) {
            judge.healer().heal(region, run.page(), slots, Operation.HAND_OUT);
        }
        long held = slots == null ? 0 : slots.held();
        if (held > 0) {
            judge.found(Objection.toHandOut(run, run).saying("expected nobody to hold a slot of the run, but " + held + " are held"));
            return false;
        }
        return besideBytes(run);
    }

    private boolean besideBytes(Unit unit) {
        ByteExtents bytes = unit.region().bytes;
        Unit other = bytes == null ? null : new Bytes(unit.region(), bytes)
                .heldIn(unit.start(), unit.start() + unit.extent().length());
        if (other != null) {
            judge.found(Objection.toHandOut(unit, other));
        }
        return other == null;
    }

    /** For who wants to remember a crossing. What was by the rules may end what is left of a fault. */
    private void noted(Operation operation, Region region, long page, long count, int findings) {
        long place = region.placeOf(page);
        if (operation == Operation.HAND_OUT) {
            parties.handedOut(region, place, OddLengths.of(region, page, count));
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
            Judge.settleSlot(operation, region, page, map, slot, findings);
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
     * Pages have crossed to a user, who has all of them but for some bytes at the end, and is to give back just that.
     *
     * @param less how many bytes
     */
    public void handOut(Region region, long page, long count, long less) {
        crossing(Operation.HAND_OUT, region, page, count, Extent.NO_SLOT);
        long length = region.lengthOf(page, count) - less;
        boolean odd = less != 0 || region.lengths != null;
        // Before, so that nobody sees the page held in the length of an earlier hand-out; unless there is one now.
        if (odd && !region.isHeld(page)) {
            region.lengthsForWriting().set(page, length);
        }
        boolean bytes = region.bytes != null;
        handOut(region, page, count, region.origin() + page * region.pageSize(), length);
        if (odd) {
            region.lengthsForWriting().set(page, length);
        }
        // Of two that overlap, one of them the first that is recorded byte by byte, each is recorded before it looks for the other.
        if (!bytes && region.bytes != null) {
            besidePieces(new PageRun(region, page, count, length), null);
        }
    }

    /** Pages are about to cross back; {@code less} as in {@link #handOut(Region, long, long, long)}. */
    public void takeBack(Region region, long page, long count, long less) {
        if ((region.lengths != null || less != 0) && region.isStart(page) && region.heldFrom(page) == count
                && OddLengths.of(region, page, count) != region.lengthOf(page, count) - less) {
            crossing(Operation.TAKE_BACK, region, page, count, Extent.NO_SLOT);
            wrongReturns.otherLength(region, page, count, region.lengthOf(page, count) - less);
        } else {
            takeBackWhole(region, page, count);
        }
    }

    /** Pages are about to cross back, however many bytes of the last one were handed out. */
    public void takeBackWhole(Region region, long page, long count) {
        crossing(Operation.TAKE_BACK, region, page, count, Extent.NO_SLOT);
        takeBack(region, page, count);
    }

    /** All that is held of a region has come back at once, as the pool meant it to. */
    public void reset(Region region) {
        if (region.isOpen()) {
            judge.healer().heal(region, Operation.TAKE_BACK);
            crossings.takenBackAtOnce(region.handOutsHeld());
            region.pages.force(Operation.TAKE_BACK, 0, region.pageCount());
            region.endPieces();
            region.settle();
        }
    }

    /** A page comes back without anybody's bringing it: the collector took what was handed out. */
    public void vanished(Region region, long page) {
        // What is held of a region that has ended is counted as lost. Counted after the change, as all are: who reads in between
        // must not see it twice, because the sum he has seen does not go back, and a later hand-out would be missing in it.
        if (region.isOpen() && region.isHeld(page)) {
            region.pages.force(Operation.TAKE_BACK, page, 1);
            crossings.takenBackAtOnce(1);
            Failures.drop(new PageRun(region, page, 1));
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
            judge.crossing(operation, region.unit(page, count, slot));
        }
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
            Judge.settleSlot(Operation.RESERVE, region, page, map, slot, findings);
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
            Judge.settleSlot(Operation.RELEASE, region, page, map, slot, findings);
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
            ends.keptIdle(new PageRun(region, page, runPages), map.slotSize());
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
        if (observed || sampling || region.bytes != null || CellRules.reachesOut(offset, length, map.slotSize())
                || !map.fastHandOut(slot)) {
            handOutSlotCarefully(region, page, map, slot, offset, length);
        }
    }

    private void handOutSlotCarefully(Region region, long page, SlotMap map, int slot, long offset, long length) {
        int findings = region.findings();
        boolean noted = findings != 0 || parties.wantsStack() || map.isMarked(slot);
        LedgerListener listener = operationsListener();
        long finding = map.handOut(slot);
        boolean clean = finding == Finding.NONE || judge.slot(Operation.HAND_OUT, region, page, map, slot, finding);
        if (clean && region.bytes != null) {
            clean = besideBytes(new Slot(region, page, map, slot));
        }
        if (clean && CellRules.reachesOut(offset, length, map.slotSize())) {
            judge.outside(new Slot(region, page, map, slot), CellRules.outside(offset, length, map.slotSize()));
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

    /** How the record of the memory at an address stands; changes and reports nothing. */
    public CheckResult check(long address) {
        return regions.check(address);
    }

    /** Looks at every word of every region, heals and reports the damaged ones; exact also while others allocate. */
    public Validation validate() {
        return scan(Scan.Trigger.DEMAND).finish();
    }

    /** Begins to look at every word of the regions that are open now. */
    public Scan scan(Scan.Trigger trigger) {
        return new Scan(trigger, regions.stream().toList(), judge, reports());
    }

    /**
     * Lets go of everything but the counts of findings: who had what, of which allocators anything was seen, our own errors, and
     * what is to be done.
     */
    public void clear() {
        regions.abandonAll(region -> true, region -> { });
        parties.clear();
        regions.forgetSeen();
        policy.report();
        reports.settle();
        reports.forgetErrors();
        reports.words(Violation::toString);
    }

    /**
     * What is kept of findings, of errors and of who had memory lets go of the application's classes; all that remains is text.
     *
     * @param before spares parties that are younger: most of them are overwritten soon
     * @param atMost how long it may take; what is left has its turn in the next call
     */
    public void settle(Instant before, Duration atMost) {
        reports.settleStacks();
        parties.settle(before, atMost.toNanos());
    }

    /** Lets go of who had memory of regions that ended before the given time. */
    public void forgetParties(Instant before) {
        parties.forget(region -> !regions.isOpen(region), before);
        reports.settle();
    }

    /** Findings about regions that the garbage collector ended. */
    public long ignoredFindings() {
        return judge.ignored();
    }

    /** Who wants to be told of single operations now, or null. */
    LedgerListener operationsListener() {
        LedgerListener listener = operations;
        return listener != null && listener.wantsOperations() ? listener : null;
    }

    /** Says whether a party is on record for a unit in the cells of all that begins where it begins. */
    void mark(Unit unit) {
        unit.region().mark(unit.start(), parties.isOnRecord(unit.region(), unit.start()));
    }

    void crossed(Operation operation, Unit unit) {
        Extent extent = unit.extent();
        crossed(operation, unit.region(), extent.page(), extent.pageCount(), extent.slot());
    }

    private void crossed(Operation operation, Region region, long page, long count, int slot) {
        LedgerListener listener = observed ? operationsListener() : null;
        if (listener != null) {
            listener.crossed(operation, region, page, count, slot);
        }
    }
}

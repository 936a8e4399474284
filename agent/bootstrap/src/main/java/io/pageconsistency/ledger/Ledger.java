package io.pageconsistency.ledger;

import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;

import io.pageconsistency.CheckResult;
import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.Share;
import io.pageconsistency.Validation;
import io.pageconsistency.Violation;
import io.pageconsistency.background.Deadline;
import io.pageconsistency.bitmap.CarvedCells;
import io.pageconsistency.bitmap.CellRules;
import io.pageconsistency.bitmap.SlotMap;
import io.pageconsistency.freed.FreedMemory;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.region.Traits;
import io.pageconsistency.report.Incident;
import io.pageconsistency.report.LedgerListener;
import io.pageconsistency.report.Reports;
import io.pageconsistency.verdict.BookJudge;
import io.pageconsistency.verdict.EndJudge;
import io.pageconsistency.verdict.Judge;
import io.pageconsistency.verdict.PageRun;
import io.pageconsistency.verdict.Parties;
import io.pageconsistency.verdict.Policy;
import io.pageconsistency.verdict.Slot;
import io.pageconsistency.verdict.Unit;

/**
 * The ledger: the second, independent record of the memory that each pool has given out. It consists of all regions, with the
 * states of their pages and slots.
 *
 * <p>The hooks call it, and must keep this order: a free (free run, take-back, close) is recorded <em>before</em> the pool can pass
 * the memory on, and an allocation (claim, hand-out) <em>after</em> the pool has claimed it. Then a correct pool always appears
 * correct here, whatever its threads do, because no other thread can own the memory between the two moments.
 *
 * <p>Findings go to the {@linkplain #reports() reports}. Operations throw only if the {@linkplain #policy() policy} refuses a
 * hand-out or a take-back. Thread-safe. The healthy path takes no lock and allocates nothing, except what {@link Parties} records.
 *
 * <p>A healthy transfer reads one flag, compares one cell with a constant and stores another one. All else is in separate methods,
 * so that the JIT compiler inlines the healthy path into the pool's code and nothing more.
 */
public final class Ledger extends Attention {
    private final ConcurrentHashMap<Integer, Region> open = new ConcurrentHashMap<>();
    private final Reports reports = new Reports();
    private final Policy policy = new Policy();
    final Parties parties = new Parties(this::observe, this::sampling);
    private final FreedMemory freed = new FreedMemory(parties, this::isShared, this::observe);
    final Transfers transfers = new Transfers(open.values());
    final Judge judge = new Judge(parties, reports, policy, open.values());
    private final EndJudge ends = new EndJudge(judge, parties);
    private final Regions regions = new Regions(open, reports, judge, ends, transfers, freed);
    private final UncutRuns uncut = new UncutRuns(judge, freed);
    private final Recorder recorder = new Recorder(judge, parties, transfers, freed);
    private final ByteLedger bytes = new ByteLedger(this, judge, recorder);
    private final WrongReturns wrongReturns = new WrongReturns(judge, recorder);
    private final PoolLedger pools = new PoolLedger(this, judge, freed, transfers, wrongReturns);
    private final Failures failures = new Failures(freed);
    private final BookJudge books = new BookJudge(judge);
    private volatile Auditor auditor = Auditor.NONE;
    /** The stripes of {@link #transfers}, in a field of this object to save a read. */
    private final ThreadCounter.Stripe[] counters = transfers.counters();

    /** All regions. */
    public Regions regions() {
        return regions;
    }

    /** The operations on byte extents. */
    public ByteLedger bytes() {
        return bytes;
    }

    /** The operations of tracked pools. */
    public PoolLedger pools() {
        return pools;
    }

    /** The guards of free memory. */
    @Override
    public FreedMemory freed() {
        return freed;
    }

    private boolean isShared(Region region, long from, long end) {
        return regions.isShared(region, from, end);
    }

    /** The take-backs that are wrong although the record shows the memory as held. */
    public WrongReturns wrongReturns() {
        return wrongReturns;
    }

    /** Judges differences between pools' own books and the record. */
    public BookJudge books() {
        return books;
    }

    /** Sets the auditor, which compares the record with pools' own books in each scan, until {@link #clear}. */
    public void auditor(Auditor reader) {
        auditor = reader;
    }

    /** Corrects the record after operations that failed or could not be recorded. */
    public Failures failures() {
        return failures;
    }

    public Reports reports() {
        return reports;
    }

    @Override
    public Parties parties() {
        return parties;
    }

    /** The effect of violations besides their reports. */
    public Policy policy() {
        return policy;
    }

    /** Counts hand-outs and take-backs. */
    public Transfers transfers() {
        return transfers;
    }

    /** Opens the region of a chunk; see {@link Regions#open}. */
    public Region open(String allocator, Object owner, Geometry geometry, boolean known) {
        return regions.open(allocator, owner, geometry, known, Traits.CHUNK, null);
    }

    /** Closes a region before its memory goes back to the system: none of it may be held. */
    public void close(Region region) {
        regions.close(region, 0);
    }

    /** The region that contains an address, or null. Memory on the Java heap has no address. */
    public Region find(long address) {
        return regions.find(address);
    }

    @Override
    void listenTo(LedgerListener listener) {
        recorder.operations(listener);
    }

    @Override
    boolean isListenedTo() {
        return recorder.isListenedTo();
    }

    /** Reports an incident that is not about a unit of a region; see {@link Judge#report(Incident)}. */
    public Violation report(Incident incident) {
        return judge.report(incident);
    }

    /**
     * Reports an incident about a unit whose recorded state is right.
     *
     * @param slot as in {@link LedgerListener#crossed}
     * @return null if findings about the region are ignored
     */
    public Violation report(Incident incident, Region region, long page, long count, int slot) {
        return judge.report(incident, Unit.of(region, page, count, slot));
    }

    /** The extent of some pages, or of one slot; parameters as in {@link LedgerListener#crossed}. */
    public Extent extent(Region region, long page, long count, int slot) {
        return Unit.of(region, page, count, slot).extent();
    }

    /** Reports the loss of claimed memory that is not held; parameters as in {@link LedgerListener#crossed}. */
    public void lost(Incident incident, Region region, long page, long count, int slot) {
        Violation violation = report(incident, region, page, count, slot);
        if (violation != null && region.firstLoss() == 0) {
            region.firstLoss(violation.cause());
        }
    }

    /** The allocator has claimed pages of a region. */
    public void reserve(Region region, long page, long count) {
        if (observed || region.isEventful() || !region.pages.fastReserve(page, count)) {
            recorder.record(Operation.RESERVE, new PageRun(region, page, count));
        }
    }

    /** The allocator is about to free pages of a region, with the slots that they are cut into. */
    public void release(Region region, long page, long count) {
        SlotMap slots = region.slotsAt(page);
        if (slots != null || observed || region.isEventful() || !region.pages.fastRelease(page, count)) {
            PageRun run = new PageRun(region, page, count);
            boolean gone = (slots == null || ends.slotsGone(region, page, slots)) & ends.bytesGone(run);
            recorder.record(Operation.RELEASE, run, gone, null);
        }
    }

    /**
     * The pool has handed pages out.
     *
     * @param position the start of the user's memory, in the pool's own counting of bytes in the region
     * @param length the number of bytes that the user may use
     */
    public void handOut(Region region, long page, long count, long position, long length) {
        SlotMap slots = region.slotsAt(page);
        long offset = region.offsetOf(position) - page * region.pageSize();
        if (slots != null || attentive || region.isEventful()
                || CellRules.reachesOut(offset, length, region.lengthOf(page, count)) || !region.pages.fastHandOut(page, count)) {
            recorder.record(Operation.HAND_OUT, new PageRun(region, page, count, region.lengthOfHandOut(page, count)), true,
                    outside(offset, length, region.lengthOf(page, count)));
        }
    }

    /**
     * The same for a healthy hand-out from the beginning of a page, in a region that is {@linkplain Region#isCarved carved}.
     *
     * @param page may lie outside of the region
     * @return false, with nothing recorded, if {@link #handOut} must decide
     */
    public boolean fastHandOut(Region region, int page, int length) {
        return !attentive && !region.isEventful() && region.hasRoomFor(length, page)
                && CarvedCells.fastHandOut(region.pages.cells, page, region.pagesFor(length));
    }

    private static String outside(long offset, long length, long claimed) {
        return CellRules.reachesOut(offset, length, claimed) ? CellRules.outside(offset, length, claimed) : null;
    }

    /** Pages are about to be taken back. */
    public void takeBack(Region region, long page, long count) {
        ThreadCounter.Stripe counter = ThreadCounter.ownStripe(counters);
        if (attentive || region.isEventful() || !region.pages.fastTakeBack(page, count)) {
            recorder.record(Operation.TAKE_BACK, new PageRun(region, page, count));
        } else {
            count(counter);
        }
    }

    /** The same for a healthy take-back; parameters and result as for {@link #fastHandOut}, with {@link #takeBack} instead. */
    public boolean fastTakeBack(Region region, int page, int length) {
        ThreadCounter.Stripe counter = ThreadCounter.ownStripe(counters);
        short[] cells = region.pages.cells;
        if (attentive || region.isEventful() || !(region.isOfSinglePages() ? CarvedCells.fastTakeBackPage(cells, page)
                : CarvedCells.fastTakeBack(cells, page, region.pagesFor(length)))) {
            return false;
        }
        count(counter);
        return true;
    }

    /**
     * To be called before each transfer that can be refused: throws a violation of this memory that could not be refused when it
     * was found.
     *
     * @param slot as in {@link LedgerListener#crossed}
     * @throws io.pageconsistency.PageConsistencyError if the memory carries such a violation; only once
     */
    public void transfer(Operation operation, Region region, long page, long count, int slot) {
        if (region.findings() != 0) {
            judge.transfer(operation, Unit.of(region, page, count, slot));
        }
    }

    /**
     * The allocator has claimed a slot.
     *
     * <p>The first claim cuts the run. The pool's lock for the run is held, so no other thread does so at the same time.
     *
     * @param page the first page of the run
     */
    public void reserveSlot(Region region, long page, long runPages, int slots, long slotSize, int slot) {
        SlotMap map = region.slotsAt(page);
        if (map == null || map.slotSize() != slotSize || map.slots() != slots) {
            map = uncut.cut(region, map, page, runPages, slots, slotSize, slot);
            if (map == null) {
                return;
            }
        }
        if (observed || region.isEventful() || !map.fastReserve(slot)) {
            recorder.record(Operation.RESERVE, new Slot(region, page, map, slot));
        }
    }

    /** The allocator is about to free a slot. */
    public void releaseSlot(Region region, long page, long runPages, int slot) {
        SlotMap map = region.slotsAt(page);
        if (map == null) {
            uncut.judge(Operation.RELEASE, region, page, runPages, slot);
            return;
        }
        if (observed || region.isEventful() || !map.fastRelease(slot)) {
            recorder.record(Operation.RELEASE, new Slot(region, page, map, slot));
        }
    }

    /**
     * The pool keeps a run although none of its slots is claimed and its own rules say to free it. This is a leak of pages, which
     * other sizes cannot use until the region ends.
     */
    public void keptIdle(Region region, long page, long runPages) {
        SlotMap map = region.slotsAt(page);
        if (map != null && map.reserved() == 0) {
            ends.keptIdle(new PageRun(region, page, runPages), map.slotSize());
        }
    }

    /** The pool has handed a slot out; position and length as in {@link #handOut}. */
    public void handOutSlot(Region region, long page, long runPages, int slot, long position, long length) {
        SlotMap map = region.slotsAt(page);
        if (map == null) {
            map = uncut.cutAdopted(region, page, runPages, slot, position, length);
        }
        if (map == null) {
            uncut.judge(Operation.HAND_OUT, region, page, runPages, slot);
            return;
        }
        long offset = region.offsetOf(position) - page * region.pageSize() - slot * map.slotSize();
        if (attentive || region.isEventful() || CellRules.reachesOut(offset, length, map.slotSize())
                || !map.fastHandOut(slot)) {
            recorder.record(Operation.HAND_OUT, new Slot(region, page, map, slot), true, outside(offset, length, map.slotSize()));
        }
    }

    /** A slot is about to be taken back. */
    public void takeBackSlot(Region region, long page, long runPages, int slot) {
        SlotMap map = region.slotsAt(page);
        if (map == null) {
            uncut.judge(Operation.TAKE_BACK, region, page, runPages, slot);
            return;
        }
        ThreadCounter.Stripe counter = ThreadCounter.ownStripe(counters);
        if (attentive || region.isEventful() || !map.fastTakeBack(slot)) {
            recorder.record(Operation.TAKE_BACK, new Slot(region, page, map, slot));
        } else {
            count(counter);
        }
    }

    /** Counts a take-back without the reads of {@link #transfers} after the atomic instruction. */
    void countTakeBack() {
        count(ThreadCounter.ownStripe(counters));
    }

    /** Whether a transfer must take the slow path: it is observed, or an earlier party on record for the place must be replaced. */
    boolean isWatched(Region region, long place) {
        return attentive || region.isContested() || parties.mode() != Share.OFF && parties.isOnRecord(region, place);
    }

    private void count(ThreadCounter.Stripe counter) {
        if (counter != null) {
            counter.increment();
        } else {
            transfers.takenBack(null);
        }
    }

    /** Checks the record for the memory at an address; changes and reports nothing. */
    public CheckResult check(long address) {
        return regions.check(address);
    }

    /** Checks all cells, and repairs and reports damaged ones. Exact even while other threads allocate. */
    public Validation validate() {
        return scan(Scan.Trigger.DEMAND).finish();
    }

    /** Begins a scan of all regions that are open now. */
    public Scan scan(Scan.Trigger trigger) {
        return new Scan(trigger, regions.stream().toList(), judge, reports(), freed, auditor);
    }

    /**
     * Resets everything except the counts of findings: abandons all regions, drops parties, swallowed errors and seen allocators,
     * and resets policy, auditor and guards.
     */
    public void clear() {
        freed.clear();
        regions.abandonAll(region -> true, region -> { });
        parties.clear();
        regions.forgetSeen();
        policy.report();
        auditor = Auditor.NONE;
        reports.settle();
        reports.forgetErrors();
        reports.words(Violation::toString);
    }

    /**
     * Settles the stacks of all findings, errors and parties that are kept, so that they keep no class of the application alive.
     *
     * @param before skips parties that are younger, because most of them are overwritten soon
     * @param end the time limit; what is left then has its turn in the next call
     */
    public void settle(Instant before, Deadline end) {
        reports.settleStacks();
        parties.settle(before, end);
    }

    /** Drops the parties of closed regions that are older than a time. */
    public void forgetParties(Instant before) {
        parties.forget(region -> !regions.isOpen(region), before);
        reports.settle();
    }

    /** The number of findings that were ignored because the region's owner had been collected. */
    public long ignoredFindings() {
        return judge.ignored();
    }
}

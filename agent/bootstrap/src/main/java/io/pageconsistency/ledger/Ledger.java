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
 * <p>A healthy transfer reads whether anybody wants to know of it, compares one cell with a constant, and stores another.
 * All else is in a method of its own, so that the compiler takes the healthy path into the pool's code and leaves the rest out.
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
    /** What {@link #transfers} counts in, at hand. */
    private final ThreadCounter.Stripe[] counters = transfers.counters();

    /** Which regions there are. */
    public Regions regions() {
        return regions;
    }

    /** The operations on memory that is handed out byte by byte. */
    public ByteLedger bytes() {
        return bytes;
    }

    /** The operations of tracked pools. */
    public PoolLedger pools() {
        return pools;
    }

    /** What is done to memory while nobody has it. */
    @Override
    public FreedMemory freed() {
        return freed;
    }

    private boolean isShared(Region region, long from, long end) {
        return regions.isShared(region, from, end);
    }

    /** The take-backs that are known to be wrong otherwise than by the states of their memory. */
    public WrongReturns wrongReturns() {
        return wrongReturns;
    }

    /** What pools' own books say otherwise than the record. */
    public BookJudge books() {
        return books;
    }

    /** Has each scan compare the record with pools' own books, until {@link #clear}. */
    public void auditor(Auditor reader) {
        auditor = reader;
    }

    /** What was begun and not done. */
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

    /** What becomes of violations besides being reported. */
    public Policy policy() {
        return policy;
    }

    /** How often memory was handed out and taken back. */
    public Transfers transfers() {
        return transfers;
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

    @Override
    void listenTo(LedgerListener listener) {
        recorder.operations(listener);
    }

    @Override
    boolean isListenedTo() {
        return recorder.isListenedTo();
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
        return judge.report(incident, Unit.of(region, page, count, slot));
    }

    /** Some pages, or one slot of them; parameters as in {@link LedgerListener#crossed}. */
    public Extent extent(Region region, long page, long count, int slot) {
        return Unit.of(region, page, count, slot).extent();
    }

    /** Reports that memory is lost which is claimed and not held; parameters as in {@link LedgerListener#crossed}. */
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

    /** The allocator is about to return pages to a region; with them go the slots they were cut into. */
    public void release(Region region, long page, long count) {
        SlotMap slots = region.slotsAt(page);
        if (slots != null || observed || region.isEventful() || !region.pages.fastRelease(page, count)) {
            PageRun run = new PageRun(region, page, count);
            boolean gone = (slots == null || ends.slotsGone(region, page, slots)) & ends.bytesGone(run);
            recorder.record(Operation.RELEASE, run, gone, null);
        }
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
        if (slots != null || attentive || region.isEventful()
                || CellRules.reachesOut(offset, length, region.lengthOf(page, count)) || !region.pages.fastHandOut(page, count)) {
            recorder.record(Operation.HAND_OUT, new PageRun(region, page, count, region.lengthOfHandOut(page, count)), true,
                    outside(offset, length, region.lengthOf(page, count)));
        }
    }

    private static String outside(long offset, long length, long claimed) {
        return CellRules.reachesOut(offset, length, claimed) ? CellRules.outside(offset, length, claimed) : null;
    }

    /** Pages are about to cross back to the pool. */
    public void takeBack(Region region, long page, long count) {
        ThreadCounter.Stripe counter = ThreadCounter.ownStripe(counters);
        if (attentive || region.isEventful() || !region.pages.fastTakeBack(page, count)) {
            recorder.record(Operation.TAKE_BACK, new PageRun(region, page, count));
        } else {
            count(counter);
        }
    }

    /**
     * Memory is about to cross whose fault may have been found when nothing could be refused. Asked before every transfer
     * that can be.
     *
     * @param slot as in {@link LedgerListener#crossed}
     * @throws io.pageconsistency.PageConsistencyError if it was, once
     */
    public void transfer(Operation operation, Region region, long page, long count, int slot) {
        if (region.findings() != 0) {
            judge.transfer(operation, Unit.of(region, page, count, slot));
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
            map = uncut.cut(region, map, page, runPages, slots, slotSize, slot);
            if (map == null) {
                return;
            }
        }
        if (observed || region.isEventful() || !map.fastReserve(slot)) {
            recorder.record(Operation.RESERVE, new Slot(region, page, map, slot));
        }
    }

    /** The allocator is about to return a slot to its run. */
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

    /** A slot is about to cross back to the pool. */
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

    /** Without what a call of {@link #transfers} would read after the atomic instruction. */
    void countTakeBack() {
        count(ThreadCounter.ownStripe(counters));
    }

    /** Whether somebody wants to know of transfers, or has to forget an earlier one of what begins at a place. */
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

    /** How the record of the memory at an address stands; changes and reports nothing. */
    public CheckResult check(long address) {
        return regions.check(address);
    }

    /** Checks every cell of every region, repairs and reports the damaged ones; exact also while others allocate. */
    public Validation validate() {
        return scan(Scan.Trigger.DEMAND).finish();
    }

    /** Begins to check every cell of the regions that are open now. */
    public Scan scan(Scan.Trigger trigger) {
        return new Scan(trigger, regions.stream().toList(), judge, reports(), freed, auditor);
    }

    /**
     * Lets go of everything but the counts of findings: who had what, of which allocators anything was seen, our own errors, and
     * what is to be done.
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
     * What is kept of findings, of errors and of who had memory lets go of the application's classes; all that remains is text.
     *
     * @param before spares parties that are younger: most of them are overwritten soon
     * @param end what is left then has its turn in the next call
     */
    public void settle(Instant before, Deadline end) {
        reports.settleStacks();
        parties.settle(before, end);
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
}

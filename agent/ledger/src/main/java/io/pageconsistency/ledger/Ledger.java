package io.pageconsistency.ledger;

import java.lang.ref.ReferenceQueue;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.pageconsistency.CheckResult;
import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.Validation;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;

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
public final class Ledger {
    private static final Ledger OF_THIS_JVM = new Ledger();

    private final Directory directory = new Directory();
    private final ConcurrentHashMap<Integer, Region> regions = new ConcurrentHashMap<>();
    /** Regions whose owner may still be used, as one without a region or anew. */
    private final Set<Region> ended = ConcurrentHashMap.newKeySet();
    private final ReferenceQueue<Object> collectedOwners = new ReferenceQueue<>();
    private final AtomicInteger nextRegion = new AtomicInteger();
    private final LongAdder opened = new LongAdder();
    private final Set<String> allocatorsSeen = ConcurrentHashMap.newKeySet();
    private final Parties parties = new Parties(this::observe);
    private final Reports reports = new Reports();
    private final Policy policy = new Policy();
    private final Judge judge = new Judge(parties, reports, policy);
    private final UncutRuns uncut = new UncutRuns(judge);
    private final Crossings crossings = new Crossings(regions.values());
    private final SpaceLedger spaces = new SpaceLedger(this, judge, parties, crossings);
    /** Told of single operations; null unless somebody may want them. */
    private volatile LedgerListener operations;
    /**
     * Whether anybody may want to know of a crossing: {@link #parties}, or the listener. So that the healthy path pays one read.
     *
     * <p>Plain: a crossing ends with a compare-and-set, over which no compiler carries what it has read, so each of them
     * reads it anew, and nothing but the value itself is concluded from it.
     */
    private boolean observed = true;
    /** What {@link #crossings} counts in, at hand. */
    private final ThreadCounter.Cell[] counters = crossings.counters();

    /** The ledger that the hooks write to. */
    public static Ledger ofThisJvm() {
        return OF_THIS_JVM;
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

    /** The part for pools that speak of their memory otherwise than by regions. */
    public SpaceLedger spaces() {
        return spaces;
    }

    /** How often memory was handed out and taken back. */
    public Crossings crossings() {
        return crossings;
    }

    /** Names the one listener whose {@link LedgerListener#crossed} is called; null for none. */
    public void operations(LedgerListener listener) {
        operations = listener;
        observe();
    }

    private synchronized void observe() {
        observed = operations != null || parties.mode() != Parties.Mode.OFF;
    }

    /**
     * A region begins.
     *
     * <p>Regions that overlap it are replaced without a finding: a pool may reopen a kept chunk without its constructor, and
     * the system may give an address again after a free that no hook saw.
     *
     * @param known whether the region is new, so that its pages were never allocated; false for one that was there before
     *        it was noticed
     */
    public Region open(String allocator, Object owner, Geometry geometry, boolean known) {
        return open(allocator, owner, geometry, known, null);
    }

    /**
     * The same for a region of a group.
     *
     * <p>A region that was there before gives way to one that is open where it would be, because that one's beginning was
     * seen and its end was not: what is noticed so late is an owner whose memory went back to the system unseen. It has ended
     * when it is returned.
     *
     * @param group what {@link Region#group} is to tell; compared by identity, and kept as long as the region
     */
    public Region open(String allocator, Object owner, Geometry geometry, boolean known, Object group) {
        Region region = begin(allocator, owner, geometry, known, false, group);
        if (region.address() != 0 && !known && !directory.enterIfFree(region)) {
            region.end(Region.State.REPLACED);
            regions.remove(region.id());
            ended.add(region);
            return region;
        }
        if (region.address() != 0 && known) {
            for (Region replaced : directory.enter(region)) {
                retire(replaced, Region.State.REPLACED, false);
            }
        }
        return begun(region);
    }

    /** A region begins that is not to be found by address, so that it replaces none. */
    Region openApart(String allocator, Object owner, Geometry geometry, boolean known) {
        return begun(begin(allocator, owner, geometry, known, true, null));
    }

    private Region begin(String allocator, Object owner, Geometry geometry, boolean known, boolean apart, Object group) {
        drainCollected();
        Region region = new Region(nextRegion.incrementAndGet(), allocator, owner, collectedOwners, geometry, known, apart,
                group);
        // Before it can be found by address: from then on another opening may replace it, and must find it here.
        regions.put(region.id(), region);
        return region;
    }

    private Region begun(Region region) {
        opened.increment();
        allocatorsSeen.add(region.allocator());
        reports.opened(region);
        return region;
    }

    /** Ends a region that the same owner is about to use as a new one. */
    public void replace(Region region) {
        retire(region, Region.State.REPLACED, false);
    }

    /**
     * Ends regions about which nothing more can be said, because operations on them were missed, or will be. Nothing is found
     * about them from here on, also by whoever is at it already.
     *
     * @param which asked of all open regions, and of those that have ended while their owners live
     * @param abandoned told of each
     */
    public void abandonAll(Predicate<Region> which, Consumer<Region> abandoned) {
        Stream.concat(regions.values().stream(), ended.stream()).filter(which).forEach(region -> {
            retire(region, Region.State.ABANDONED, false);
            region.abandon();
            abandoned.accept(region);
        });
        ended.removeIf(which);
    }

    /** A region ends, before its memory goes back to the system: nobody may hold anything of it. */
    public void close(Region region) {
        close(region, 0);
    }

    /**
     * @param cause the sequence of the violation that a finding follows from, or 0
     * @return the cause, or if that is 0 the sequence of the violation found, or 0
     */
    int close(Region region, int cause) {
        if (region.state() != Region.State.OPEN) {
            return cause;
        }
        judge.heal(region, Operation.CLOSE);
        long held = region.pagesHeld();
        long reserved = region.pagesReserved();
        // Looked at only here, where something is wrong or the collector is at work. It clears weak references before it has
        // finalizers run, so an owner that only a finalizer still reaches is known as such on every virtual machine.
        boolean inUse = held + reserved != 0 || region.isAdopted();
        boolean collected = inUse && (region.refersTo(null) || Collector.isAtWork());
        if (!retire(region, collected ? Region.State.COLLECTED : Region.State.CLOSED, collected)) {
            return cause;
        }
        int root = cause;
        if (held != 0) {
            root = judge.closedInUse(region, held, collected, cause);
        } else if (reserved != 0 && !collected) {
            judge.pages(Finding.PAGES_CLAIMED, Operation.CLOSE, region, region.pagesAt(0, region.pageCount()),
                    Finding.PAGES_CLAIMED.text() + ": " + reserved + " of " + region.pageCount());
        }
        region.pages.force(Operation.CLOSE, 0, region.pageCount());
        region.uncutAll();
        region.endExact();
        return root;
    }

    /**
     * Native memory goes back to the system: regions that begin in it and were not closed before are closed now. Costs two
     * searches where there are none.
     */
    public void closeWithin(long address, long size) {
        for (Region region = directory.last(address, size); region != null; region = directory.last(address, size)) {
            close(region);
            // Closing by another thread may be on its way, so that it is still there.
            directory.remove(region);
        }
    }

    /**
     * Reports a root cause that concerns no region.
     *
     * @param where the memory around it, in words
     */
    public void report(ViolationKind kind, Operation operation, String allocator, String where, Extent extent,
            String explanation) {
        judge.withoutRegion(kind, operation, allocator, where, extent, explanation);
    }

    private boolean retire(Region region, Region.State end, boolean collected) {
        if (!region.end(end)) {
            return false;
        }
        directory.remove(region);
        regions.remove(region.id());
        // The owner of a region that is apart has many, and may outlive them by far.
        if (!region.isApart()) {
            ended.add(region);
        }
        if (region.refersTo(null)) {
            ended.remove(region);
        }
        crossings.ended(region);
        reports.closed(region, collected);
        return true;
    }

    /** Ends the regions whose owner the garbage collector took. */
    public void drainCollected() {
        for (Object reference = collectedOwners.poll(); reference != null; reference = collectedOwners.poll()) {
            Region region = (Region) reference;
            ended.remove(region);
            if (region.state() == Region.State.OPEN) {
                judge.heal(region, Operation.CLOSE);
            }
            long held = region.pagesHeld();
            if (retire(region, Region.State.COLLECTED, true) && held != 0) {
                judge.closedInUse(region, held, true, 0);
            }
        }
    }

    /**
     * Lets go of everything but the counts of findings: who had what, of which allocators anything was seen, our own errors, and
     * what is to be done.
     */
    public void clear() {
        abandonAll(region -> true, region -> { });
        parties.clear();
        allocatorsSeen.clear();
        policy.report();
        reports.forgetErrors();
        reports.words(Violation::toString);
    }

    /** Lets go of who had memory of regions that ended before the given time. */
    public void forgetParties(Instant before) {
        parties.forget(region -> !regions.containsKey(region), before);
    }

    /** The allocator has claimed pages of a region. */
    public void reserve(Region region, long page, long count) {
        long finding = region.pages.usualReserve(page, count) ? Finding.NONE : region.pages.reserve(page, count);
        boolean clean = finding == Finding.NONE || judge.pages(Operation.RESERVE, region, page, count, finding);
        if (clean && (region.contestedPages != null || region.contestedSlots != null)) {
            Judge.settlePages(Operation.RESERVE, region, page, count);
        }
        crossed(Operation.RESERVE, region, page, count, Extent.NO_SLOT);
    }

    /** The allocator is about to return pages to a region; with them go the slots they were cut into. */
    public void release(Region region, long page, long count) {
        SlotMap slots = region.slotsAt(page);
        boolean slotsClean = slots == null || judge.slotsGone(region, page, slots);
        long finding = region.pages.usualRelease(page, count) ? Finding.NONE : region.pages.release(page, count);
        boolean clean = finding == Finding.NONE || judge.pages(Operation.RELEASE, region, page, count, finding);
        if (clean && slotsClean && region.contestedPages != null) {
            Judge.settlePages(Operation.RELEASE, region, page, count);
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
        boolean noted = seen && parties.wantsHandOut(region, Judge.unit(page, Extent.NO_SLOT));
        LedgerListener listener = seen ? operationsListener() : null;
        SlotMap slots = region.slotsAt(page);
        long offset = region.offsetOf(position) - page * region.pageSize();
        long claimed = region.lengthOf(page, count);
        boolean unusual = slots != null || PageRules.reachesOut(offset, length, claimed);
        long finding = region.pages.usualHandOut(page, count) ? Finding.NONE : region.pages.handOut(page, count);
        if (finding != Finding.NONE && !judge.pages(Operation.HAND_OUT, region, page, count, finding)) {
            unusual = false;
        }
        if (unusual) {
            handedOut(region, page, count, slots, offset, length, claimed);
        }
        if (noted) {
            parties.handedOut(region, Judge.unit(page, Extent.NO_SLOT));
        }
        if (listener != null) {
            listener.crossed(Operation.HAND_OUT, region, page, count, Extent.NO_SLOT);
        }
    }

    /** What the pages alone do not tell: whether slots of theirs are held, and where the user's memory lies. */
    private void handedOut(Region region, long page, long count, SlotMap slots, long offset, long length, long claimed) {
        if (slots != null && slots.held() > 0) {
            judge.heal(region, slots, Operation.HAND_OUT);
        }
        int held = slots == null ? 0 : slots.held();
        if (held > 0) {
            judge.pages(Finding.ALREADY_HELD, Operation.HAND_OUT, region, region.pagesAt(page, count),
                    "expected nobody to hold a slot of the run, but " + held + " are held");
        } else if (PageRules.reachesOut(offset, length, claimed)) {
            judge.pages(Finding.OUTSIDE_EXTENT, Operation.HAND_OUT, region, region.pagesAt(page, count),
                    PageRules.outside(offset, length, claimed));
        }
    }

    /** Pages are about to cross back to the pool. */
    public void takeBack(Region region, long page, long count) {
        boolean seen = observed;
        boolean noted = seen && parties.wantsTakeBack(region, Judge.unit(page, Extent.NO_SLOT));
        LedgerListener listener = seen ? operationsListener() : null;
        ThreadCounter.Cell counter = ThreadCounter.mine(counters);
        long finding = region.pages.usualTakeBack(page, count) ? Finding.NONE : region.pages.takeBack(page, count);
        if (finding == Finding.NONE || judge.pages(Operation.TAKE_BACK, region, page, count, finding)) {
            count(counter);
        }
        if (noted) {
            parties.takenBack(region, Judge.unit(page, Extent.NO_SLOT));
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
        if (region.contestedPages != null || region.contestedSlots != null) {
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

    /** The pool failed while it took pages back: what happened to them is not known, unless they are held by now. */
    public void takeBackFailed(Region region, long page, long count) {
        region.pages.forget(page, count, false);
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
        long finding = map.usual(slot, SlotMap.RELEASED_BITS, SlotMap.CLAIM) ? Finding.NONE : map.reserve(slot);
        boolean clean = finding == Finding.NONE || judge.slot(Operation.RESERVE, region, page, map, slot, finding);
        if (clean && region.contestedSlots != null) {
            Judge.settleSlot(Operation.RESERVE, region, page, slot);
        }
        crossed(Operation.RESERVE, region, page, runPages, slot);
    }

    /** Cuts a run, or cuts it otherwise; null if it cannot be. */
    private SlotMap cut(Region region, SlotMap old, long page, long runPages, int slots, long slotSize, int slot) {
        if (page < 0 || runPages < 1 || slots < 1 || page > region.pageCount() - runPages) {
            uncut.claimed(region, page, runPages, slots, slot);
            return null;
        }
        judge.heal(region, region.pages, PageMap.wordOf(page), Operation.RESERVE);
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
        long finding = map.usual(slot, SlotMap.CLAIMED_BITS, SlotMap.CLAIM) ? Finding.NONE : map.release(slot);
        boolean clean = finding == Finding.NONE || judge.slot(Operation.RELEASE, region, page, map, slot, finding);
        if (clean && region.contestedSlots != null) {
            Judge.settleSlot(Operation.RELEASE, region, page, slot);
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
            judge.keptIdle(region, region.pagesAt(page, runPages), map.slotSize());
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
        boolean noted = seen && parties.wantsHandOut(region, Judge.unit(page, slot));
        LedgerListener listener = seen ? operationsListener() : null;
        long offset = region.offsetOf(position) - page * region.pageSize() - slot * map.slotSize();
        boolean outside = PageRules.reachesOut(offset, length, map.slotSize());
        long finding = map.usual(slot, SlotMap.CLAIMED_BITS, SlotMap.HOLD) ? Finding.NONE : map.handOut(slot);
        boolean clean = finding == Finding.NONE || judge.slot(Operation.HAND_OUT, region, page, map, slot, finding);
        if (clean && outside) {
            judge.outsideSlot(region, page, map, slot, PageRules.outside(offset, length, map.slotSize()));
        }
        if (noted) {
            parties.handedOut(region, Judge.unit(page, slot));
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
        boolean noted = seen && parties.wantsTakeBack(region, Judge.unit(page, slot));
        LedgerListener listener = seen ? operationsListener() : null;
        ThreadCounter.Cell counter = ThreadCounter.mine(counters);
        long finding = map.usual(slot, SlotMap.HELD_BITS, SlotMap.HOLD) ? Finding.NONE : map.takeBack(slot);
        if (finding == Finding.NONE || judge.slot(Operation.TAKE_BACK, region, page, map, slot, finding)) {
            count(counter);
        }
        if (noted) {
            parties.takenBack(region, Judge.unit(page, slot));
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
    }

    /** The region an address lies in, or null. Memory on the Java heap has none. */
    public Region find(long address) {
        return directory.find(address);
    }

    /** The open regions; the view is live and weakly consistent. */
    public Collection<Region> regions() {
        return Collections.unmodifiableCollection(regions.values());
    }

    /** Regions ever opened. */
    public long regionsOpened() {
        return opened.sum();
    }

    /** A module whose regions bear names of their own has opened one. */
    public void seeing(String allocator) {
        allocatorsSeen.add(allocator);
    }

    /** Whether a region of an allocator module has ever been opened. */
    public boolean seen(String allocator) {
        return allocatorsSeen.contains(allocator);
    }

    /** Findings about regions that the garbage collector ended. */
    public long ignoredFindings() {
        return judge.ignored();
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
        return new Scan(trigger, List.copyOf(regions.values()), judge, reports);
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

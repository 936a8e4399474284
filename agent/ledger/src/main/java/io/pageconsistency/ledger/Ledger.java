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

import io.pageconsistency.CheckResult;
import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.Validation;

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
 */
public final class Ledger {
    private static final Ledger OF_THIS_JVM = new Ledger();

    private final Directory directory = new Directory();
    private final ConcurrentHashMap<Integer, Region> regions = new ConcurrentHashMap<>();
    private final ReferenceQueue<Object> collectedOwners = new ReferenceQueue<>();
    private final AtomicInteger nextRegion = new AtomicInteger();
    private final LongAdder opened = new LongAdder();
    private final Set<String> allocatorsSeen = ConcurrentHashMap.newKeySet();
    private final Parties parties = new Parties();
    private final Reports reports = new Reports();
    private final Policy policy = new Policy();
    private final Judge judge = new Judge(parties, reports, policy);
    private final UncutRuns uncut = new UncutRuns(judge);
    private final Crossings crossings = new Crossings(regions.values());
    /** Told of single operations; null unless somebody may want them, so that the healthy path pays one read. */
    private volatile LedgerListener operations;

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

    /** How often memory was handed out and taken back. */
    public Crossings crossings() {
        return crossings;
    }

    /** Names the one listener whose {@link LedgerListener#crossed} is called; null for none. */
    public void operations(LedgerListener listener) {
        operations = listener;
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
        drainCollected();
        Region region = new Region(nextRegion.incrementAndGet(), allocator, owner, collectedOwners, geometry, known);
        // Before it can be found by address: from then on another opening may replace it, and must find it here.
        regions.put(region.id(), region);
        if (region.address() != 0) {
            for (Region replaced : directory.enter(region)) {
                retire(replaced, Region.State.REPLACED, false);
            }
        }
        opened.increment();
        allocatorsSeen.add(allocator);
        reports.opened(region);
        return region;
    }

    /** Ends a region that the same owner is about to use as a new one. */
    public void replace(Region region) {
        retire(region, Region.State.REPLACED, false);
    }

    /** A region ends, before its memory goes back to the system: nobody may hold anything of it. */
    public void close(Region region) {
        if (region.state() != Region.State.OPEN) {
            return;
        }
        judge.heal(region, Operation.CLOSE);
        long held = region.pagesHeld();
        long reserved = region.pagesReserved();
        // Looked at only here, where something is wrong or the collector is at work. It clears weak references before it has
        // finalizers run, so an owner that only a finalizer still reaches is known as such on every virtual machine.
        boolean collected = held + reserved != 0 && (region.refersTo(null) || Collector.isAtWork());
        if (!retire(region, collected ? Region.State.COLLECTED : Region.State.CLOSED, collected)) {
            return;
        }
        if (held != 0) {
            judge.closedInUse(region, held, collected);
        } else if (reserved != 0 && !collected) {
            judge.pages(Finding.PAGES_CLAIMED, Operation.CLOSE, region, region.pagesAt(0, region.pageCount()),
                    Finding.PAGES_CLAIMED.text() + ": " + reserved + " of " + region.pageCount());
        }
        region.pages.force(Operation.CLOSE, 0, region.pageCount());
        region.uncutAll();
    }

    private boolean retire(Region region, Region.State end, boolean collected) {
        if (!region.end(end)) {
            return false;
        }
        directory.remove(region);
        regions.remove(region.id());
        crossings.ended(region);
        reports.closed(region, collected);
        return true;
    }

    /** Ends the regions whose owner the garbage collector took. */
    public void drainCollected() {
        for (Object reference = collectedOwners.poll(); reference != null; reference = collectedOwners.poll()) {
            Region region = (Region) reference;
            if (region.state() == Region.State.OPEN) {
                judge.heal(region, Operation.CLOSE);
            }
            long held = region.pagesHeld();
            if (retire(region, Region.State.COLLECTED, true) && held != 0) {
                judge.closedInUse(region, held, true);
            }
        }
    }

    /** Lets go of who had memory of regions that ended before the given time. */
    public void forgetParties(Instant before) {
        parties.forget(region -> !regions.containsKey(region), before);
    }

    /** The allocator has claimed pages of a region. */
    public void reserve(Region region, long page, long count) {
        long finding = region.pages.reserve(page, count);
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
        long finding = region.pages.release(page, count);
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
        long unit = Judge.unit(page, Extent.NO_SLOT);
        boolean noted = parties.wantsHandOut(region, unit);
        long finding = region.pages.handOut(page, count);
        boolean clean = finding == Finding.NONE || judge.pages(Operation.HAND_OUT, region, page, count, finding);
        SlotMap slots = region.slotsAt(page);
        if (clean && slots != null && slots.held() > 0) {
            judge.heal(region, slots, Operation.HAND_OUT);
        }
        if (clean && slots != null && slots.held() > 0) {
            judge.pages(Finding.ALREADY_HELD, Operation.HAND_OUT, region, region.pagesAt(page, count),
                    "expected nobody to hold a slot of the run, but " + slots.held() + " are held");
        } else if (clean) {
            long offset = region.offsetOf(position) - page * region.pageSize();
            long claimed = region.lengthOf(page, count);
            if (PageRules.reachesOut(offset, length, claimed)) {
                judge.pages(Finding.OUTSIDE_EXTENT, Operation.HAND_OUT, region, region.pagesAt(page, count),
                        PageRules.outside(offset, length, claimed));
            }
        }
        if (noted) {
            parties.handedOut(region, unit);
        }
        crossed(Operation.HAND_OUT, region, page, count, Extent.NO_SLOT);
    }

    /** Pages are about to cross back to the pool. */
    public void takeBack(Region region, long page, long count) {
        long unit = Judge.unit(page, Extent.NO_SLOT);
        boolean noted = parties.wantsTakeBack(region, unit);
        long finding = region.pages.takeBack(page, count);
        if (finding == Finding.NONE || judge.pages(Operation.TAKE_BACK, region, page, count, finding)) {
            crossings.takenBack();
        }
        if (noted) {
            parties.takenBack(region, unit);
        }
        crossed(Operation.TAKE_BACK, region, page, count, Extent.NO_SLOT);
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
            if (page < 0 || runPages < 1 || slots < 1 || page > region.pageCount() - runPages) {
                uncut.claimed(region, page, runPages, slots, slot);
                return;
            }
            judge.heal(region, region.pages, PageMap.wordOf(page), Operation.RESERVE);
            map = new SlotMap(slots, slotSize, runPages, map == null && region.pages.isKnown(page));
            region.cut(page, map);
        }
        long finding = map.reserve(slot);
        boolean clean = finding == Finding.NONE || judge.slot(Operation.RESERVE, region, page, map, slot, finding);
        if (clean && region.contestedSlots != null) {
            Judge.settleSlot(Operation.RESERVE, region, page, slot);
        }
        crossed(Operation.RESERVE, region, page, runPages, slot);
    }

    /** The allocator is about to return a slot to its run. */
    public void releaseSlot(Region region, long page, long runPages, int slot) {
        SlotMap map = region.slotsAt(page);
        if (map == null) {
            uncut.used(Operation.RELEASE, region, page, runPages, slot);
            return;
        }
        long finding = map.release(slot);
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
            uncut.used(Operation.HAND_OUT, region, page, runPages, slot);
            return;
        }
        long unit = Judge.unit(page, slot);
        boolean noted = parties.wantsHandOut(region, unit);
        long finding = map.handOut(slot);
        if (finding == Finding.NONE || judge.slot(Operation.HAND_OUT, region, page, map, slot, finding)) {
            long offset = region.offsetOf(position) - page * region.pageSize() - slot * map.slotSize();
            if (PageRules.reachesOut(offset, length, map.slotSize())) {
                judge.outsideSlot(region, page, map, slot, PageRules.outside(offset, length, map.slotSize()));
            }
        }
        if (noted) {
            parties.handedOut(region, unit);
        }
        crossed(Operation.HAND_OUT, region, page, runPages, slot);
    }

    /** A slot is about to cross back to the pool. */
    public void takeBackSlot(Region region, long page, long runPages, int slot) {
        SlotMap map = region.slotsAt(page);
        if (map == null) {
            uncut.used(Operation.TAKE_BACK, region, page, runPages, slot);
            return;
        }
        long unit = Judge.unit(page, slot);
        boolean noted = parties.wantsTakeBack(region, unit);
        long finding = map.takeBack(slot);
        if (finding == Finding.NONE || judge.slot(Operation.TAKE_BACK, region, page, map, slot, finding)) {
            crossings.takenBack();
        }
        if (noted) {
            parties.takenBack(region, unit);
        }
        crossed(Operation.TAKE_BACK, region, page, runPages, slot);
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
        return region == null ? CheckResult.NOT_TRACKED
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

    private void crossed(Operation operation, Region region, long page, long count, int slot) {
        LedgerListener listener = operations;
        if (listener != null && listener.wantsOperations()) {
            listener.crossed(operation, region, page, count, slot);
        }
    }
}

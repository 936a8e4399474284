package io.pageconsistency.ledger;

import java.lang.ref.ReferenceQueue;
import java.util.Collections;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.pageconsistency.CheckResult;
import io.pageconsistency.Operation;
import io.pageconsistency.freed.FreedMemory;
import io.pageconsistency.freed.Guarded;
import io.pageconsistency.region.Collector;
import io.pageconsistency.region.Directory;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.region.Traits;
import io.pageconsistency.report.Reports;
import io.pageconsistency.verdict.Aftermath;
import io.pageconsistency.verdict.EndJudge;
import io.pageconsistency.verdict.Judge;
import io.pageconsistency.verdict.Lost;

/**
 * Which regions there are: how they begin and end, and by whom they are found.
 *
 * <p>Iterating shows those that are open; it is weakly consistent. Thread-safe.
 */
public final class Regions implements Iterable<Region> {
    private final Directory directory = new Directory();
    private final ConcurrentHashMap<Integer, Region> regions;
    /** Regions whose owner may still be used, as one without a region or anew. */
    private final Set<Region> ended = ConcurrentHashMap.newKeySet();
    private final ReferenceQueue<Object> collectedOwners = new ReferenceQueue<>();
    private final AtomicInteger nextRegion = new AtomicInteger();
    private final LongAdder opened = new LongAdder();
    private final Set<String> allocatorsSeen = ConcurrentHashMap.newKeySet();
    private final Reports reports;
    private final Judge judge;
    private final EndJudge ends;
    private final Transfers transfers;
    private final FreedMemory freed;

    /** @param open by their numbers; nobody else adds to it */
    Regions(ConcurrentHashMap<Integer, Region> open, Reports reports, Judge judge, EndJudge ends, Transfers transfers,
            FreedMemory freed) {
        this.regions = open;
        this.reports = reports;
        this.judge = judge;
        this.ends = ends;
        this.transfers = transfers;
        this.freed = freed;
    }

    /**
     * A region begins.
     *
     * <p>One that is found by its addresses replaces without a finding those that overlap it: a pool may reopen a kept chunk
     * without its constructor, and the system may give an address again after a free that no hook saw. Unless it was there before
     * it was noticed: it gives way to one that is open where it would be, because that one's beginning was seen and its end was
     * not. What is noticed so late is an owner whose memory went back to the system unseen, so the region has ended when it is
     * returned.
     *
     * @param known whether the region is new, so that its pages were never allocated; false for one that was there before
     *        it was noticed
     * @param group what {@link Region#group} is to tell, or null; compared by identity, and kept as long as the region, so it
     *        must not refer to anything of the application
     */
    public Region open(String allocator, Object owner, Geometry geometry, boolean known, Traits traits, Object group) {
        drainCollected();
        Region region = new Region(nextRegion.incrementAndGet(), allocator, owner, collectedOwners, geometry, known, traits, group);
        // Before it can be found by address: from then on another opening may replace it, and must find it here.
        regions.put(region.id(), region);
        if (region.isByAddress() && !known && !directory.enterIfFree(region)) {
            // In this order: that it ended without leaving is what tidying looks for.
            regions.remove(region.id());
            region.end(Region.State.REPLACED);
            ended.add(region);
            return region;
        }
        if (region.isByAddress() && known) {
            for (Region replaced : directory.enter(region)) {
                retire(replaced, Region.State.REPLACED, false, Guarded.Why.GONE);
            }
        }
        return begun(region);
    }

    private Region begun(Region region) {
        freed.regionOpened(region);
        opened.increment();
        allocatorsSeen.add(region.allocator());
        reports.opened(region);
        return region;
    }

    /** Ends a region that the same owner is about to use as a new one. */
    public void replace(Region region) {
        retire(region, Region.State.REPLACED, false, Guarded.Why.GONE);
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
            retire(region, Region.State.ABANDONED, false, Guarded.Why.DROPPED);
            region.abandon();
            abandoned.accept(region);
        });
        ended.removeIf(which);
        removeClosed();
    }

    /** The same for one region, whose owner does not hear of it. */
    public void abandon(Region region) {
        retire(region, Region.State.ABANDONED, false, Guarded.Why.DROPPED);
    }

    /** A region ends, before its memory goes back to the system: nobody may hold anything of it. */
    public void close(Region region) {
        close(region, 0);
    }

    /**
     * The same, of a pool with caches: with those gone that belong to it, nothing may be claimed that nobody holds.
     *
     * @param inCaches whether something may lie in caches; asked only where something is claimed
     */
    public void close(Region region, BooleanSupplier inCaches) {
        // Before: what has ended is wiped out.
        Lost lost = region.pagesReserved() == 0 ? null : Lost.in(region);
        int cause = close(region, 0);
        if (lost != null && lost.pieces() > 0 && region.state() == Region.State.COLLECTED && !inCaches.getAsBoolean()) {
            ends.leaked(region, lost, cause);
        }
    }

    /**
     * The same, where it may follow from something.
     *
     * @param cause the sequence of the violation that a finding follows from, or 0
     * @return the cause, or if that is 0 the sequence of the violation found, or 0
     */
    public int close(Region region, int cause) {
        if (region.state() != Region.State.OPEN) {
            // Another thread may be about to end it. The memory must not go before it is let alone.
            freed.regionClosed(region, Guarded.Why.DROPPED);
            return cause;
        }
        judge.repair().repair(region, Operation.CLOSE);
        long held = region.pagesHeld();
        long reserved = region.pagesReserved();
        // Looked at only here, where something is wrong or the collector is at work. It clears weak references before it has
        // finalizers run, so an owner that only a finalizer still reaches is known as such on every virtual machine.
        boolean inUse = held + reserved != 0 || region.isAdopted();
        boolean collected = inUse && (region.refersTo(null) || Collector.isAtWork());
        if (!retire(region, collected ? Region.State.COLLECTED : Region.State.CLOSED, collected, Guarded.Why.CLOSED)) {
            return cause;
        }
        int root = cause;
        if (held != 0) {
            root = ends.closedInUse(region, held, collected, cause);
        } else if (reserved != 0 && !collected) {
            ends.closedWhileClaimed(region, reserved);
        }
        region.pages.force(Operation.CLOSE, 0, region.pageCount());
        region.uncutAll();
        region.endBytes();
        return root;
    }

    /**
     * The pool takes a region for empty, because it counts what comes back, and is about to carve it up afresh, or to end it:
     * nobody may hold anything of it. What was held is so no more.
     *
     * @return the sequence of the violation found, or of the one that it follows from; 0 for none
     */
    public int emptied(Region region) {
        if (!region.isOpen()) {
            return 0;
        }
        if (region.isOfBytes() && region.renewBytes()) {
            return 0;
        }
        judge.repair().repair(region, Operation.CLOSE);
        long held = region.handOutsHeld();
        if (held == 0) {
            return 0;
        }
        int root = ends.closedInUse(region, region.pagesHeld(), false, Aftermath.causeOfEmptiness(region));
        transfers.takenBackAtOnce(held);
        region.pages.force(Operation.CLOSE, 0, region.pageCount());
        region.endBytes();
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

    /** @param why what was guarded of it is so no more */
    private boolean retire(Region region, Region.State end, boolean collected, Guarded.Why why) {
        if (!region.end(end)) {
            return false;
        }
        freed.regionClosed(region, why);
        leave(region, collected);
        return true;
    }

    private void leave(Region region, boolean collected) {
        directory.remove(region);
        if (regions.remove(region.id()) == null) {
            return;
        }
        // An owner with many regions may outlive them by far.
        if (region.isCarried()) {
            ended.add(region);
        }
        if (region.refersTo(null)) {
            ended.remove(region);
        }
        transfers.ended(region);
        reports.closed(region, collected);
    }

    /** Sees to regions that have ended, but were kept from leaving by an error in here; for once in a while. */
    public void removeClosed() {
        freed.removeClosed();
        for (Region region : regions.values()) {
            if (!region.isOpen()) {
                leave(region, region.state() == Region.State.COLLECTED);
            }
        }
    }

    /** Ends the regions whose owner the garbage collector took. */
    public void drainCollected() {
        for (Object reference = collectedOwners.poll(); reference != null; reference = collectedOwners.poll()) {
            Region region = (Region) reference;
            ended.remove(region);
            if (region.state() == Region.State.OPEN) {
                judge.repair().repair(region, Operation.CLOSE);
            }
            long held = region.pagesHeld();
            if (retire(region, Region.State.COLLECTED, true, Guarded.Why.GONE) && held != 0) {
                ends.closedInUse(region, held, true, 0);
            }
        }
    }

    /**
     * Whether another region that is open has some of a region's memory: a pool may have got it from another one. For the cold
     * path.
     */
    public boolean isShared(Region region, long from, long end) {
        for (Region other : this) {
            if (other != region && other.address() != 0 && other.address() < end && from < other.address() + other.size()) {
                return true;
            }
        }
        return false;
    }

    /** The region an address lies in, or null. Memory on the Java heap has none. */
    public Region find(long address) {
        return directory.find(address);
    }

    /** How the record of the memory at an address stands in the regions that lie there. */
    CheckResult check(long address) {
        Region found = find(address);
        if (found != null) {
            return found.intactAt(address - found.address()) ? CheckResult.OK : CheckResult.MISMATCH;
        }
        CheckResult result = CheckResult.NOT_TRACKED;
        for (Region region : this) {
            if (!region.isByAddress() && region.address() != 0 && address - region.address() >= 0
                    && address - region.address() < region.size()) {
                if (!region.intactAt(address - region.address())) {
                    return CheckResult.MISMATCH;
                }
                result = CheckResult.OK;
            }
        }
        return result;
    }

    @Override
    public Iterator<Region> iterator() {
        return Collections.unmodifiableCollection(regions.values()).iterator();
    }

    /** Those that are open. */
    public Stream<Region> stream() {
        return regions.values().stream();
    }

    boolean isOpen(int id) {
        return regions.containsKey(id);
    }

    /**
     * How many are open. They are counted one by one: the map's own count stays wrong for ever after a stack that
     * ended in the middle of adding to it.
     */
    public int count() {
        int open = 0;
        for (Region region : regions.values()) {
            open++;
        }
        return open;
    }

    /** Forgets of which allocators anything was seen. */
    void forgetSeen() {
        allocatorsSeen.clear();
    }

    /** Regions ever opened. */
    public long opened() {
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
}

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
 * All regions: opens and closes them, and finds them by address.
 *
 * <p>Iteration covers the open regions and is weakly consistent. Thread-safe.
 */
public final class Regions implements Iterable<Region> {
    private final Directory directory = new Directory();
    private final ConcurrentHashMap<Integer, Region> regions;
    /** Closed regions whose owner may still be used, either without a region or for a new one. */
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

    /** @param open the open regions by their numbers; only this class adds to it */
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
     * Opens a region.
     *
     * <p>A new region that is found by address replaces the open regions that it overlaps, without a finding: a pool may reopen a
     * kept chunk without its constructor, and the system may reuse an address after a free that no hook saw. An adopted region is
     * different: if it overlaps an open region, the open one stays, because the agent has seen its beginning but not its end. The
     * adopted owner's memory must have gone back to the system unseen, so the returned region is closed already.
     *
     * @param known whether the region is new, so that its pages were never allocated; false for an adopted region
     * @param group the value of {@link Region#group}, or null. It is compared by identity and kept as long as the region, so it
     *        must not refer to objects of the application
     */
    public Region open(String allocator, Object owner, Geometry geometry, boolean known, Traits traits, Object group) {
        drainCollected();
        Region region = new Region(nextRegion.incrementAndGet(), allocator, owner, collectedOwners, geometry, known, traits, group);
        // Before it can be found by address: from then on another thread may replace it, and must find it in this map.
        regions.put(region.id(), region);
        if (region.isByAddress() && !known && !directory.enterIfFree(region)) {
            // In this order: a closed region that is still in the map would be treated as left over by removeClosed().
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
        return added(region);
    }

    private Region added(Region region) {
        freed.regionOpened(region);
        opened.increment();
        allocatorsSeen.add(region.allocator());
        reports.opened(region);
        return region;
    }

    /** Closes a region because its owner is about to be used for a new one. */
    public void replace(Region region) {
        retire(region, Region.State.REPLACED, false, Guarded.Why.GONE);
    }

    /**
     * Abandons regions whose record is no longer reliable, because operations on them were missed or will be. From now on there are
     * no findings about them, not even from operations that other threads have begun.
     *
     * @param which selects among all open regions, and among closed ones whose owners still exist
     * @param abandoned called for each
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

    /** Abandons one region; its owner keeps its reference to it. */
    public void abandon(Region region) {
        retire(region, Region.State.ABANDONED, false, Guarded.Why.DROPPED);
    }

    /** Closes a region before its memory goes back to the system: none of it may be held. */
    public void close(Region region) {
        close(region, 0);
    }

    /**
     * Closes a region of a pool with caches. If its caches are gone, too, no memory may be claimed without being held.
     *
     * @param inCaches whether memory of the region may lie in caches; called only if something is claimed
     */
    public void close(Region region, BooleanSupplier inCaches) {
        // First, because closing the region clears its cells.
        Lost lost = region.pagesReserved() == 0 ? null : Lost.in(region);
        int cause = close(region, 0);
        if (lost != null && lost.pieces() > 0 && region.state() == Region.State.COLLECTED && !inCaches.getAsBoolean()) {
            ends.leaked(region, lost, cause);
        }
    }

    /**
     * Closes a region; a finding may follow from an earlier violation.
     *
     * @param cause the sequence of the violation that explains a finding here, or 0
     * @return the cause; if that is 0, the sequence of the violation found here, or 0
     */
    public int close(Region region, int cause) {
        if (region.state() != Region.State.OPEN) {
            // Another thread may be closing it. Before the memory goes, its guards must be removed here, too.
            freed.regionClosed(region, Guarded.Why.DROPPED);
            return cause;
        }
        judge.repair().repair(region, Operation.CLOSE);
        long held = region.pagesHeld();
        long reserved = region.pagesReserved();
        // This check is slow, so it is made only if something is wrong. The garbage collector clears weak references before it runs
        // finalizers, so a cleared reference shows on every virtual machine that only a finalizer still reaches the owner.
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
     * The pool believes that a region is empty, because it counts take-backs, and is about to reuse or close it. So none of it may
     * be held; what is held counts as taken back from now on.
     *
     * @return the sequence of the violation found, or of the one that explains it; 0 for none
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
     * A range of native memory goes back to the system: closes the regions that begin in it and are still open. If there are none,
     * the cost is two searches.
     */
    public void closeWithin(long address, long size) {
        for (Region region = directory.last(address, size); region != null; region = directory.last(address, size)) {
            close(region);
            // If another thread is closing it, the region may still be in the directory.
            directory.remove(region);
        }
    }

    /** @param why why the guards of its memory end */
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
        // Only for owners with one region: an owner with many regions may outlive them by far.
        if (region.isCarried()) {
            ended.add(region);
        }
        if (region.refersTo(null)) {
            ended.remove(region);
        }
        transfers.ended(region);
        reports.closed(region, collected);
    }

    /** Removes closed regions that an error in this class left in the map. To be called from time to time. */
    public void removeClosed() {
        freed.removeClosed();
        for (Region region : regions.values()) {
            if (!region.isOpen()) {
                leave(region, region.state() == Region.State.COLLECTED);
            }
        }
    }

    /** Closes the regions whose owners were collected. */
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
     * Whether another open region overlaps a range of a region: a pool may have got its memory from another pool. For the cold
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

    /** The region that contains an address, or null. Memory on the Java heap has no address. */
    public Region find(long address) {
        return directory.find(address);
    }

    /** Checks the record for the memory at an address, in all regions that contain it. */
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

    /** The open regions. */
    public Stream<Region> stream() {
        return regions.values().stream();
    }

    boolean isOpen(int id) {
        return regions.containsKey(id);
    }

    /**
     * The number of open regions. Counts them one by one, because a stack overflow inside {@code put} can leave the map's own count
     * wrong for ever.
     */
    public int count() {
        int open = 0;
        for (Region region : regions.values()) {
            open++;
        }
        return open;
    }

    /** Forgets which allocators have opened regions. */
    void forgetSeen() {
        allocatorsSeen.clear();
    }

    /** The number of regions opened so far. */
    public long opened() {
        return opened.sum();
    }

    /** Notes that a module has opened a region, if its regions carry other names than the module. */
    public void seeing(String allocator) {
        allocatorsSeen.add(allocator);
    }

    /** Whether an allocator module has opened a region so far. */
    public boolean seen(String allocator) {
        return allocatorsSeen.contains(allocator);
    }
}

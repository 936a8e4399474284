package io.pageconsistency.freed;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.pageconsistency.Operation;
import io.pageconsistency.region.Region;
import io.pageconsistency.verdict.ByteExtent;
import io.pageconsistency.verdict.PageRun;
import io.pageconsistency.verdict.Parties;
import io.pageconsistency.verdict.Unit;

/**
 * Offers free memory to {@linkplain Guard guards}, and removes their guards before the memory is used again.
 *
 * <p>Memory is free from the moment when its take-back is recorded, before its pool can pass it on, until its claim or hand-out is
 * recorded, before its user has it. Only the slow path of operations calls this class. So the fast path costs nothing more. Only
 * {@linkplain GuardedExtents guarded memory sends its operations to the slow path}.
 *
 * <p>Thread-safe. An operation waits only for other operations on guarded memory of the same region.
 */
public final class FreedMemory {
    private static final Guard[] NONE = {};

    /** Tells whether another open region covers some of a region's memory. */
    @FunctionalInterface
    public interface Sharing {
        boolean isShared(Region region, long from, long end);
    }

    private final Parties parties;
    private final Sharing sharing;
    private final Runnable changed;
    private final ConcurrentHashMap<Region, GuardedExtents> regions = new ConcurrentHashMap<>();
    private volatile Guard[] guards = NONE;
    /** Whether there is, or was, a guard. */
    private volatile boolean active;
    /** The number of regions with guarded memory so far whose memory belongs to a larger pool. */
    private final AtomicInteger parts = new AtomicInteger();
    /** Threads that are inside of a pool that still reads memory after it was given back. */
    private final Set<Thread> exempt = ConcurrentHashMap.newKeySet();

    /** @param changed called when {@link #wants()} or {@link #wantsAll()} may have changed */
    public FreedMemory(Parties parties, Sharing sharing, Runnable changed) {
        this.parties = parties;
        this.sharing = sharing;
        this.changed = changed;
    }

    /** Adds a guard after the present ones; it is offered memory from now on. Does nothing if the guard is there already. */
    public synchronized void add(Guard guard) {
        List<Guard> next = new ArrayList<>(List.of(guards));
        if (!next.contains(guard)) {
            next.add(guard);
            setGuards(next);
        }
    }

    /** Adds a guard before all others, or moves it there. */
    public synchronized void addFirst(Guard guard) {
        List<Guard> next = new ArrayList<>(List.of(guards));
        next.remove(guard);
        next.add(0, guard);
        setGuards(next);
    }

    private void setGuards(List<Guard> now) {
        active = true;
        guards = now.toArray(NONE);
        changed.run();
    }

    Guard[] guards() {
        return guards;
    }

    /** Removes all guards. When this returns, no guard is left. */
    public synchronized void clear() {
        guards = NONE;
        changed.run();
        for (GuardedExtents extents : regions.values()) {
            extents.drop();
        }
    }

    /** Whether some guard wants to be offered all free memory. */
    public boolean wantsAll() {
        for (Guard guard : guards) {
            if (guard.wantsAll()) {
                return true;
            }
        }
        return false;
    }

    /** Whether some guard wants to be offered the memory that is taken back next. */
    public boolean wants() {
        for (Guard guard : guards) {
            if (guard.wants()) {
                return true;
            }
        }
        return false;
    }

    /** For guards: what {@link Guard#wants} or {@link Guard#wantsAll} return may have changed. */
    public void changed() {
        changed.run();
    }

    private GuardedExtents of(Region region) {
        GuardedExtents extents = regions.get(region);
        if (extents == null && !region.isCarried()) {
            parts.incrementAndGet();
        }
        return extents != null ? extents : regions.computeIfAbsent(region, any -> new GuardedExtents(any, parties));
    }

    /**
     * Memory was taken back, or its run is being freed; the pool cannot pass it on yet.
     *
     * @param operation {@link Operation#TAKE_BACK} or {@link Operation#RELEASE}
     * @param length the bytes of it that were handed out
     */
    public void freed(Unit unit, Operation operation, long length) {
        if (exempt.contains(Thread.currentThread()) || !isGuardable(unit)) {
            for (Guard guard : guards) {
                guard.notOffered();
            }
        } else if (guards.length > 0) {
            // Only the bytes that were handed out: the rest of the last page never belonged to the user.
            Unit whole = unit instanceof ByteExtent ? new ByteExtent(unit.region(), unit.start(), length) : unit;
            of(unit.region()).offer(this, whole, operation, unit.start(), unit.start() + (unit instanceof PageRun run ? run.length() : length));
        }
    }

    private boolean isGuardable(Unit unit) {
        Region region = unit.region();
        return region.leavesFreeMemoryAlone() && region.isOpen() && !goesBack(unit) && !isShared(unit);
    }

    /**
     * Whether another tracked pool covers the same memory. To each of two such pools, memory that the other one's users hold would
     * look free, and their accesses like faults.
     */
    private boolean isShared(Unit unit) {
        Region region = unit.region();
        return !region.isCarried() && region.address() != 0 && sharing.isShared(region, unit.start(), unit.end());
    }

    /**
     * Whether memory goes to the system with its take-back and is not reused by the pool: a buffer that fills its whole region
     * does.
     */
    private static boolean goesBack(Unit unit) {
        return unit.region().isCarried() && unit.region().pageCount() == 1 && !(unit instanceof ByteExtent);
    }

    /**
     * Excludes what the calling thread gives back from guarding, because its pool still reads it. To be followed by
     * {@link #endExemption}.
     */
    public void exemptThread() {
        if (active) {
            exempt.add(Thread.currentThread());
        }
    }

    /** Ends what {@link #exemptThread} began. */
    public void endExemption() {
        if (active) {
            exempt.remove(Thread.currentThread());
        }
    }

    /** The pool has claimed memory, or hands it out. Its user does not have it yet. */
    public void used(Unit unit) {
        if (active) {
            open(unit.region(), unit.start(), unit.end(), Guarded.Why.USED);
        }
    }

    /** Removes the guards from a range of places, because the record no longer tells whether that memory is free. */
    public void dropGuards(Region region, long from, long end) {
        if (active) {
            open(region, from, end, Guarded.Why.DROPPED);
        }
    }

    private void open(Region region, long from, long end, Guarded.Why why) {
        GuardedExtents extents = regions.get(region);
        if (extents != null) {
            List<Runnable> told = new ArrayList<>();
            extents.open(from, end, why, told);
            run(told);
        }
    }

    private static void run(List<Runnable> told) {
        for (Runnable each : told) {
            each.run();
        }
    }

    /** A run is no longer cut into slots. */
    public void uncut(Unit run) {
        GuardedExtents extents = active ? regions.get(run.region()) : null;
        if (extents != null) {
            extents.uncut(run.start(), run.end());
        }
    }

    /**
     * A region was opened. If it covers guarded memory of another pool, that pool may have given its memory to the new region. Then
     * it can no longer tell what is free there, so its guards are removed.
     */
    public void regionOpened(Region region) {
        if (parts.get() > 0 && region.address() != 0) {
            for (Region other : regions.keySet()) {
                if (!other.isCarried() && other != region) {
                    dropGuards(other, region.address(), region.address() + region.size());
                }
            }
        }
    }

    /**
     * A region was closed in the record; its pool does not know yet. When this returns, nothing of the region is guarded or
     * accessed, even if other threads call this at the same time.
     */
    public void regionClosed(Region region, Guarded.Why why) {
        GuardedExtents extents = active ? regions.get(region) : null;
        if (extents != null) {
            List<Runnable> told = new ArrayList<>();
            extents.end(why, told);
            regions.remove(region, extents);
            run(told);
        }
    }

    /** Whether something in a range of places is guarded. */
    boolean isGuarded(Region region, long from, long end) {
        GuardedExtents extents = active ? regions.get(region) : null;
        return extents != null && extents.guards(from, end);
    }

    /** Checks all guarded memory of a region, unless its owner was collected: then the memory may have been freed, too. */
    public void check(Region region) {
        GuardedExtents extents = active ? regions.get(region) : null;
        Object owner = region.get();
        if (extents != null && owner != null) {
            for (long from : extents.all()) {
                Runnable told = extents.check(from);
                if (told != null) {
                    told.run();
                }
            }
        }
        // If the garbage collector frees the memory, it does so when it collects the owner.
        Reference.reachabilityFence(owner);
    }

    /** Removes regions that were closed while memory was added to them. To be called from time to time. */
    public void removeClosed() {
        for (Region region : regions.keySet()) {
            if (!region.isOpen()) {
                regionClosed(region, Guarded.Why.GONE);
            }
        }
    }
}

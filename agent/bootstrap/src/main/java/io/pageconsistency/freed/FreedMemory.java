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
 * Is told which memory becomes free and which is about to be used, and has {@linkplain Guard guards} do something to it in between.
 *
 * <p>Memory is free from when its take-back is recorded, which is before its pool can give it on, until it is claimed or handed out,
 * which is recorded before its user has it. Only operations on the careful path are told. So where nothing is guarded the healthy path
 * is as it was, and where something is, that memory and no other {@linkplain GuardedExtents sends its operations here}.
 *
 * <p>Thread-safe. An operation waits for others on guarded memory of the same region, and for nobody else.
 */
public final class FreedMemory {
    private static final Guard[] NONE = {};

    /** Tells whether another region that is open has some of a region's memory. */
    @FunctionalInterface
    public interface Sharing {
        boolean isShared(Region region, long from, long end);
    }

    private final Parties parties;
    private final Sharing sharing;
    private final Runnable changed;
    private final ConcurrentHashMap<Region, GuardedExtents> regions = new ConcurrentHashMap<>();
    private volatile Guard[] guards = NONE;
    /** Whether there is a guard, or something that one has left. */
    private volatile boolean active;
    /** How many regions there were that are parts of pools. */
    private final AtomicInteger parts = new AtomicInteger();
    /** Threads that give memory back and go on using it, as their pool has it. */
    private final Set<Thread> sparing = ConcurrentHashMap.newKeySet();

    /** @param changed called when guards may want to be offered something else than before */
    public FreedMemory(Parties parties, Sharing sharing, Runnable changed) {
        this.parties = parties;
        this.sharing = sharing;
        this.changed = changed;
    }

    /** Has a guard be offered what is taken back from here on, after those that are there; nothing happens if it is one of them. */
    public synchronized void add(Guard guard) {
        List<Guard> next = new ArrayList<>(List.of(guards));
        if (!next.contains(guard)) {
            next.add(guard);
            are(next);
        }
    }

    /** The same, before all others. */
    public synchronized void addFirst(Guard guard) {
        List<Guard> next = new ArrayList<>(List.of(guards));
        next.remove(guard);
        next.add(0, guard);
        are(next);
    }

    private void are(List<Guard> now) {
        active = true;
        guards = now.toArray(NONE);
        changed.run();
    }

    Guard[] guards() {
        return guards;
    }

    /** Has no guard be offered anything. What is guarded is dropped when this returns. */
    public synchronized void clear() {
        guards = NONE;
        changed.run();
        for (GuardedExtents extents : regions.values()) {
            extents.drop();
        }
    }

    /** Whether a guard wants to be offered everything. */
    public boolean wantsAll() {
        for (Guard guard : guards) {
            if (guard.wantsAll()) {
                return true;
            }
        }
        return false;
    }

    /** Whether a guard wants to be offered what is taken back now. */
    public boolean wants() {
        for (Guard guard : guards) {
            if (guard.wants()) {
                return true;
            }
        }
        return false;
    }

    /** A guard wants to be offered something else than before; to be called by guards. */
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
     * Memory has come back, as it was handed out, or is released by its pool, which does not have it yet.
     *
     * @param operation {@link Operation#TAKE_BACK} or {@link Operation#RELEASE}
     * @param length how much of it was handed out, in bytes
     */
    public void freed(Unit unit, Operation operation, long length) {
        if (sparing.contains(Thread.currentThread()) || !isGuardable(unit)) {
            for (Guard guard : guards) {
                guard.passedOver();
            }
        } else if (guards.length > 0) {
            // As long as its user had it: what else there is of its pages, or not even of those, was never his.
            Unit whole = unit instanceof ByteExtent ? new ByteExtent(unit.region(), unit.start(), length) : unit;
            of(unit.region()).offer(this, whole, operation, unit.start(), unit.start() + (unit instanceof PageRun run ? run.length() : length));
        }
    }

    private boolean isGuardable(Unit unit) {
        Region region = unit.region();
        return region.leavesFreeMemoryAlone() && region.isOpen() && !goesBack(unit) && !isShared(unit);
    }

    /** Of two pools for the same memory each would take what the other one's users do for a fault, and what they have for free. */
    private boolean isShared(Unit unit) {
        Region region = unit.region();
        return !region.isCarried() && region.address() != 0 && sharing.isShared(region, unit.start(), unit.end());
    }

    /** Whether memory goes back to the system as it comes back, and nobody gets it from this pool again: what fills a chunk does. */
    private static boolean goesBack(Unit unit) {
        return unit.region().isCarried() && unit.region().pageCount() == 1 && !(unit instanceof ByteExtent);
    }

    /** What this thread gives back is not to be guarded: its pool still reads it. To be followed by {@link #guardAgain}. */
    public void spare() {
        if (active) {
            sparing.add(Thread.currentThread());
        }
    }

    public void guardAgain() {
        if (active) {
            sparing.remove(Thread.currentThread());
        }
    }

    /** The pool has claimed memory, or handed it out. Its user does not have it yet. */
    public void used(Unit unit) {
        if (active) {
            open(unit.region(), unit.start(), unit.end(), Guarded.Why.USED);
        }
    }

    /** What was recorded of some memory, from a place to another, no longer says whether it is free. */
    public void lost(Region region, long from, long end) {
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

    /** Slots of a run are none any more. */
    public void uncut(Unit run) {
        GuardedExtents extents = active ? regions.get(run.region()) : null;
        if (extents != null) {
            extents.uncut(run.start(), run.end());
        }
    }

    /**
     * A region has begun. Where it lies over parts of pools, one of them may have given it its memory, and does not know any more what is
     * free there.
     */
    public void begun(Region region) {
        if (parts.get() > 0 && region.address() != 0) {
            for (Region other : regions.keySet()) {
                if (!other.isCarried() && other != region) {
                    lost(other, region.address(), region.address() + region.size());
                }
            }
        }
    }

    /**
     * A region has ended for the record, and not yet for its pool. Nothing of it is guarded, or touched in here, when this returns,
     * whoever else is about to say the same.
     */
    public void ended(Region region, Guarded.Why why) {
        GuardedExtents extents = active ? regions.get(region) : null;
        if (extents != null) {
            List<Runnable> told = new ArrayList<>();
            extents.end(why, told);
            regions.remove(region, extents);
            run(told);
        }
    }

    /** Whether something of some memory is guarded, from a place to another. */
    boolean isGuarded(Region region, long from, long end) {
        GuardedExtents extents = active ? regions.get(region) : null;
        return extents != null && extents.guards(from, end);
    }

    /** Has all looked at that is guarded of a region, unless its pool is gone: then the memory may be as well, unseen. */
    public void look(Region region) {
        GuardedExtents extents = active ? regions.get(region) : null;
        Object owner = region.get();
        if (extents != null && owner != null) {
            for (long from : extents.all()) {
                Runnable told = extents.look(from);
                if (told != null) {
                    told.run();
                }
            }
        }
        // With it goes the memory, where that is left to the collector.
        Reference.reachabilityFence(owner);
    }

    /** Lets go of regions that have ended while they were told of, or whose end another thread is about to tell; for once in a while. */
    public void tidy() {
        for (Region region : regions.keySet()) {
            if (!region.isOpen()) {
                ended(region, Guarded.Why.GONE);
            }
        }
    }
}

package io.pageconsistency.pools;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.ToLongFunction;

import io.pageconsistency.region.IdentityTable;
import io.pageconsistency.region.NamedOwner;
import io.pageconsistency.region.Traits;

/**
 * What is known of a pool class: in which terms its memory is spoken of, and what its hand-outs can be told apart by.
 *
 * <p>Each instance of such a class is a {@linkplain TrackedPool tracked pool} with a record of its own: two pools may well speak of the same
 * addresses, because the one gets its memory from the other.
 *
 * <p>Immutable but for the table of its pools, until it ends; thread-safe. Two kinds are the same only if they are the same
 * object, so one is made for each described class and kept.
 */
public final class PoolKind implements NamedOwner {
    /** In which terms a pool speaks of its memory. */
    public enum Unit {
        /** Addresses and lengths in bytes. */
        ADDRESS,
        /** The objects that are handed out, such as buffers on the Java heap, which have no fixed address. */
        IDENTITY,
        /** Positions in the pool's own memory, and lengths in bytes. */
        OFFSET,
        /** Numbers of pages. */
        INDEX
    }

    /** What tells one hand-out of a piece of memory from the next one of the same piece. */
    public enum Handles {
        /** The object that is handed out comes back, and no other: who brings an earlier one no longer holds the memory. */
        IDENTITY,
        /** Another object, through which the memory is used: who frees through an earlier one no longer holds the memory. */
        HOLDER,
        /** Whoever brings the address brings the memory: the pool, or its users, wrap it in objects as they like. */
        ADDRESS,
        /** Nothing. */
        NONE
    }

    private static final int FEW = 4;
    private static final AtomicIntegerFieldUpdater<PoolKind> GAPS = AtomicIntegerFieldUpdater.newUpdater(PoolKind.class, "gaps");

    private final String allocator;
    private final Unit unit;
    private final Handles handles;
    private ToLongFunction<Object> pageBytes;
    private final boolean seenFromBirth;
    private final boolean untouched;
    private final IdentityTable<TrackedPool> trackedPools = new IdentityTable<>(TrackedPool::collected);
    /** Looked at with each transfer, so not in an object of its own. */
    private volatile int gaps;
    /**
     * A few pools, which are found without asking for their hash codes: where a pool's methods are synchronized its
     * header is in use otherwise just then, and the answer takes a call into the virtual machine. Plain: what describes a pool is
     * final, so one that is found through a race is whole, and one that is not found is looked for in the table.
     */
    private final TrackedPool[] few = new TrackedPool[FEW];

    /**
     * @param allocator what its pools are called in events and reports
     * @param handles only of consequence where memory has addresses or numbers
     * @param pageBytes the size of a pool's pages in bytes, asked for once a pool (for null where there is no pool object);
     *        0 where there are no pages and each hand-out has a size of its own. Where the unit is {@link Unit#INDEX} or
     *        {@link Unit#IDENTITY} it is only shown, and 0 will do
     * @param seenFromBirth whether the class was woven before it had any instance, so that what a pool takes back without
     *        having handed it out is a mistake, and not merely older than the agent
     */
    public PoolKind(String allocator, Unit unit, Handles handles, ToLongFunction<Object> pageBytes, boolean seenFromBirth) {
        this(allocator, unit, handles, pageBytes, seenFromBirth, false);
    }

    /** The same. @param untouched whether its pools leave free memory alone, see {@link Traits} */
    public PoolKind(String allocator, Unit unit, Handles handles, ToLongFunction<Object> pageBytes, boolean seenFromBirth,
            boolean untouched) {
        this.untouched = untouched;
        this.allocator = Objects.requireNonNull(allocator);
        this.unit = Objects.requireNonNull(unit);
        this.handles = Objects.requireNonNull(handles);
        this.pageBytes = Objects.requireNonNull(pageBytes);
        this.seenFromBirth = seenFromBirth;
    }

    /** A kind whose pools all have pages of one size. */
    public PoolKind(String allocator, Unit unit, Handles handles, long pageBytes, boolean seenFromBirth) {
        this(allocator, unit, handles, pool -> pageBytes, seenFromBirth);
    }

    /** Whether an object tells one hand-out of a piece of memory from the next. */
    boolean hasHolders() {
        return handles == Handles.IDENTITY || handles == Handles.HOLDER;
    }

    /** What its pools are called in events and reports. */
    public String allocator() {
        return allocator;
    }

    /** It owns the regions of a static pool, which has no object. */
    @Override
    public String inWords() {
        return allocator + " as a whole";
    }

    public Unit unit() {
        return unit;
    }

    public Handles handles() {
        return handles;
    }

    /** What a region of such a pool is like. */
    Traits traits() {
        return untouched ? Traits.PART_OF_UNTOUCHED_POOL : Traits.PART_OF_POOL;
    }

    public boolean seenFromBirth() {
        return seenFromBirth && gaps == 0;
    }

    /**
     * Something has crossed in a pool of this kind that is not on record, and it is not known what: the record of all that is known
     * by now is given up, and nobody is accused because of the gap. Allocates nothing.
     */
    public void missed() {
        GAPS.incrementAndGet(this);
    }

    /** How often that was so. */
    int gaps() {
        return gaps;
    }

    /**
     * Nothing more will cross in pools of this kind. Lets go of whoever was to be asked for their pages, for threads may keep a
     * kind that they have met last, and of what is kept of earlier hand-outs.
     */
    public void end() {
        pageBytes = pool -> 0;
        trackedPools.forEach(TrackedPool::collected);
    }

    /** The size of a pool's pages in bytes, or 0 where each hand-out has a size of its own. */
    long pageBytes(Object pool) {
        return Math.max(0, pageBytes.applyAsLong(pool == this ? null : pool));
    }

    /** What is known of a pool; made when it is asked for first. */
    TrackedPool tracked(Object pool, TrackedPools all, boolean known) {
        for (TrackedPool tracked : few) {
            if (tracked != null && tracked.refersTo(pool)) {
                return tracked;
            }
        }
        TrackedPool tracked = trackedPools.find(pool);
        return tracked != null ? tracked : make(pool, all, known);
    }

    private TrackedPool make(Object pool, TrackedPools all, boolean known) {
        all.met(this);
        // Not under a lock: asking for the size of a page may call the pool.
        TrackedPool made = TrackedPool.of(this, pool, trackedPools.queue(), all, known);
        TrackedPool tracked = trackedPools.findOrAdd(pool, queue -> made);
        for (int i = 0; i < FEW; i++) {
            // The first few stay as long as their pools do, so that nothing is written here when memory crosses.
            if (few[i] == null || few[i].refersTo(null)) {
                few[i] = tracked;
                break;
            }
        }
        return tracked;
    }

    /** The pool that something fits best that comes back, or null if it fits none. */
    TrackedPool fitting(Object handle, long where, long bytes) {
        TrackedPool[] best = new TrackedPool[1];
        Fit[] fit = {Fit.NONE};
        trackedPools.forEach(tracked -> {
            Fit fits = tracked.fits(handle, where, bytes);
            if (fits.compareTo(fit[0]) > 0) {
                fit[0] = fits;
                best[0] = tracked;
            }
        });
        return best[0];
    }

    /** The pool that had something once that comes back, though nothing is known there now; or null. */
    TrackedPool remembering(long where) {
        TrackedPool[] found = new TrackedPool[1];
        trackedPools.forEach(tracked -> {
            if (found[0] == null && tracked.remembers(where)) {
                found[0] = tracked;
            }
        });
        return found[0];
    }

    /** Another pool that has handed out an object, and has not got it back; or null. */
    TrackedPool holder(Object handle, TrackedPool other) {
        TrackedPool[] holder = new TrackedPool[1];
        trackedPools.forEach(tracked -> {
            if (tracked != other && tracked.fits(handle, 0, -1).isHeld()) {
                holder[0] = tracked;
            }
        });
        return holder[0];
    }
}

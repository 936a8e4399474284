package io.pageconsistency.pools;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.ToLongFunction;

import io.pageconsistency.region.IdentityTable;
import io.pageconsistency.region.NamedOwner;
import io.pageconsistency.region.Traits;

/**
 * A class of tracked pools: how its pools identify memory, and what distinguishes one hand-out of a piece from the next.
 *
 * <p>Each instance of such a class is a {@linkplain TrackedPool tracked pool} with a record of its own. Two pools may use the same
 * addresses, because one may get its memory from the other.
 *
 * <p>Immutable, except for the table of its pools and {@link #end}. Thread-safe. Compared by identity: there is one object for each
 * described class.
 */
public final class PoolKind implements NamedOwner {
    /** How a pool identifies its memory. */
    public enum Unit {
        /** By address, with lengths in bytes. */
        ADDRESS,
        /** By the objects that are handed out, such as buffers on the Java heap, which have no fixed address. */
        IDENTITY,
        /** By the position in the pool's own memory, with lengths in bytes. */
        OFFSET,
        /** By page number. */
        INDEX
    }

    /** What distinguishes one hand-out of a piece of memory from the next one of the same piece. */
    public enum Handles {
        /** The object that is handed out: memory must be given back in the same object; an earlier object is stale. */
        IDENTITY,
        /** Another object, through which the memory is used: a free through an earlier such object is stale. */
        HOLDER,
        /** Nothing but the address: the pool or its users wrap the memory in any objects. */
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
    /** Read on each transfer, so not in an object of its own. */
    private volatile int gaps;
    /**
     * A few pools that are found without their identity hash codes. If a pool's methods are synchronized, its header holds the lock
     * at that time, and the hash code takes a call into the virtual machine. Plain reads and writes are enough: the fields of a
     * pool's record are final, so it is safe to see it through a race, and a pool that is not found here is looked up in the table.
     */
    private final TrackedPool[] few = new TrackedPool[FEW];

    /**
     * @param allocator the name of its pools in events and reports
     * @param handles what distinguishes hand-outs; has an effect only if memory has addresses or numbers
     * @param pageBytes returns the size of a pool's pages in bytes; called once for each pool, with null if there is no pool
     *        object. 0 means that there are no pages and each hand-out has a size of its own. For {@link Unit#INDEX} and
     *        {@link Unit#IDENTITY} the size is only shown in reports, and may be 0
     * @param seenFromBirth whether the class was woven before it had any instance. Then the take-back of memory that was never
     *        handed out is a fault; otherwise the hand-out may have been before the agent
     */
    public PoolKind(String allocator, Unit unit, Handles handles, ToLongFunction<Object> pageBytes, boolean seenFromBirth) {
        this(allocator, unit, handles, pageBytes, seenFromBirth, false);
    }

    /**
     * The same.
     *
     * @param untouched whether its pools leave free memory alone, see {@link Traits}
     */
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

    /** Whether an object distinguishes one hand-out of a piece of memory from the next. */
    boolean hasHolders() {
        return handles == Handles.IDENTITY || handles == Handles.HOLDER;
    }

    /** The name of its pools in events and reports. */
    public String allocator() {
        return allocator;
    }

    /** The kind itself owns the regions of a static pool, which has no object. */
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

    /** The traits of the regions of such a pool. */
    Traits traits() {
        return untouched ? Traits.PART_OF_UNTOUCHED_POOL : Traits.PART_OF_POOL;
    }

    public boolean seenFromBirth() {
        return seenFromBirth && gaps == 0;
    }

    /**
     * Notes that an unknown transfer in a pool of this kind is not on record. The present records of all its pools are given up, so
     * that the gap causes no false finding. Allocates nothing.
     */
    public void missed() {
        GAPS.incrementAndGet(this);
    }

    /** How often {@link #missed} was called. */
    int gaps() {
        return gaps;
    }

    /**
     * Ends this kind. Drops the function for page sizes, because threads may keep a kind alive, and the records of earlier holders.
     */
    public void end() {
        pageBytes = pool -> 0;
        trackedPools.forEach(TrackedPool::collected);
    }

    /** The size of a pool's pages in bytes, or 0 if each hand-out has a size of its own. */
    long pageBytes(Object pool) {
        return Math.max(0, pageBytes.applyAsLong(pool == this ? null : pool));
    }

    /** The record of a pool, created at the first call. */
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
        all.register(this);
        // Outside of the lock, because the function for the page size may call the pool.
        TrackedPool made = TrackedPool.of(this, pool, trackedPools.queue(), all, known);
        TrackedPool tracked = trackedPools.findOrAdd(pool, queue -> made);
        for (int i = 0; i < FEW; i++) {
            // The first few pools keep their places, so that transfers do not write here.
            if (few[i] == null || few[i].refersTo(null)) {
                few[i] = tracked;
                break;
            }
        }
        return tracked;
    }

    /** The pool that memory which is given back fits best, or null if it fits none. */
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

    /** The pool that formerly had the memory, in a window that has ended; or null. */
    TrackedPool remembering(long where) {
        TrackedPool[] found = new TrackedPool[1];
        trackedPools.forEach(tracked -> {
            if (found[0] == null && tracked.remembers(where)) {
                found[0] = tracked;
            }
        });
        return found[0];
    }

    /** Another pool that has handed out an object and not taken it back; or null. */
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

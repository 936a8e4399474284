package io.pageconsistency.pools;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.LongFunction;

import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.nativememory.NativeBlock;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.region.Traits;

/**
 * From a pool that is known by a {@link PoolKind} to its record, and what is told of it. A kind belongs to one ledger.
 *
 * <p>Nothing is thrown in here: what goes wrong is swallowed and counted, but for a {@link StackOverflowError} where no stack is
 * left even to note the gap in the record. What is returned is an error where the option
 * {@code on-violation=throw} has it that the operation does not take place, and otherwise null; the caller skips the pool's
 * method, or instead of returning from it throws the error.
 *
 * <p>The caller owes the order: a take-back is told on entry of the pool's method, before the memory can be handed to somebody
 * else, a hand-out after its normal exit. Each transfer is told once, also where one method of the pool calls another; for that
 * the caller keeps guard. Thread-safe.
 *
 * <p>What the parameters mean depends on the kind's {@linkplain PoolKind#unit() unit}:
 * <ul>
 * <li>{@code pool}: the pool object; null for a static pool, and for take-backs by static methods, where the pool is found by
 *     what comes back;
 * <li>{@code handle}: the object that crosses, or null; where the unit is {@link PoolKind.Unit#IDENTITY} it is the memory;
 * <li>{@code where}: the address of the first byte, or the number of the first page, or for identity nothing;
 * <li>{@code bytes}: how long it is; for a take-back -1 if the pool does not say, which means whatever was handed out there.
 * </ul>
 */
public final class TrackedPools {
    private final Ledger ledger;
    private final LongFunction<NativeBlock> nativeMemory;
    private final HolderCount holders = new HolderCount();
    private final EndedWindows ended = new EndedWindows();
    /** Those of which a pool is known; guarded by itself. */
    private final Set<PoolKind> kinds = Collections.newSetFromMap(new WeakHashMap<>());

    /** @param nativeMemory the native block that an address lies in, or null */
    public TrackedPools(Ledger ledger, LongFunction<NativeBlock> nativeMemory) {
        this.ledger = ledger;
        this.nativeMemory = nativeMemory;
    }

    Ledger ledger() {
        return ledger;
    }

    /** A region begins that is a part of a pool's memory, beside any others at its addresses. */
    Region open(String allocator, Object owner, Geometry geometry, boolean known) {
        return ledger.regions().open(allocator, owner, geometry, known, Traits.PART_OF_POOL, null);
    }

    /** The same for a pool of a kind. */
    Region open(PoolKind kind, Object owner, Geometry geometry, boolean known) {
        return ledger.regions().open(kind.allocator(), owner, geometry, known, kind.traits(), null);
    }

    /** The native block that an address lies in, or null where none is known. */
    NativeBlock blockAt(long address) {
        return nativeMemory.apply(address);
    }

    /** A pool of a kind is known. */
    void met(PoolKind kind) {
        synchronized (kinds) {
            kinds.add(kind);
        }
    }

    /** The tracked pool, of whatever kind but for one, that has handed out an object and has not got it back; or null. */
    TrackedPool holder(Object handle, TrackedPool other) {
        List<PoolKind> all;
        synchronized (kinds) {
            all = List.copyOf(kinds);
        }
        for (PoolKind kind : all) {
            TrackedPool holder = kind.unit() == PoolKind.Unit.IDENTITY ? kind.holder(handle, other) : null;
            if (holder != null) {
                return holder;
            }
        }
        return null;
    }

    /** How many of those are on record in whom memory was handed out. */
    HolderCount holders() {
        return holders;
    }

    /**
     * Whether there were so many objects in which memory was handed out that not all are on record: in some pools a holder may not
     * be recognised any more who frees what has meanwhile been handed to another.
     */
    public boolean isForgetful() {
        return holders.areGivenUp();
    }

    /** Nothing is told any more; whoever is told next begins anew with what is to be said of the record. */
    public void uninstall() {
        holders.forgetGivenUp();
    }

    /** What has been. */
    EndedWindows ended() {
        return ended;
    }

    /** Has a region end with the native block that it lies in, if that is known. */
    void settle(Region region) {
        NativeBlock block = nativeMemory.apply(region.address());
        if (block != null) {
            block.over(region);
        }
    }

    private TrackedPool of(PoolKind kind, Object pool) {
        // A static pool is as old as its class, and as the kind for it.
        TrackedPool tracked = kind.tracked(pool == null ? kind : pool, this, kind.seenFromBirth());
        tracked.mend();
        return tracked;
    }

    /** The pool whose method was called; where that is static, the pool whose memory comes back. */
    private TrackedPool ofReturned(PoolKind kind, Object pool, Object handle, long where, long bytes) {
        TrackedPool best = pool == null ? kind.fitting(handle, where, bytes) : null;
        if (best == null && pool == null) {
            best = kind.remembering(where);
        }
        if (best == null) {
            return of(kind, pool);
        }
        best.mend();
        return best;
    }

    /**
     * A pool has been made: it is seen from its birth, whatever its kind says. Need not be told of; a pool is known from its
     * first transfer on.
     */
    public void opened(PoolKind kind, Object pool) {
        try {
            kind.tracked(pool, this, true);
        } catch (Throwable e) {
            ledger.reports().swallow(e);
        }
    }

    /**
     * Memory has crossed to a user.
     *
     * @param holder see {@link PoolKind.Handles}; null where that is not said, or not there
     */
    public PageConsistencyError handedOut(PoolKind kind, Object pool, Object handle, Object holder, long where, long bytes) {
        TrackedPool tracked = null;
        try {
            tracked = of(kind, pool);
            tracked.handedOut(pool == null ? kind : pool, handle, holder, where, bytes);
            return null;
        } catch (PageConsistencyError e) {
            return e;
        } catch (Throwable e) {
            unrecorded(e, kind, tracked, handle, where, bytes);
            return null;
        }
    }

    /** Whether memory is handed out that begins there. */
    boolean isHeld(PoolKind kind, Object pool, Object handle, long where, long bytes) {
        return ofReturned(kind, pool, handle, where, bytes).fits(handle, where, bytes).isHeld();
    }

    /** Memory is about to cross back. */
    public PageConsistencyError takingBack(PoolKind kind, Object pool, Object handle, Object holder, long where, long bytes) {
        TrackedPool tracked = null;
        try {
            tracked = ofReturned(kind, pool, handle, where, bytes);
            Object owner = tracked.get();
            if (owner != null) {
                tracked.takingBack(owner, handle, holder, where, bytes);
            }
            return null;
        } catch (PageConsistencyError e) {
            return e;
        } catch (Throwable e) {
            unrecorded(e, kind, tracked, handle, where, bytes);
            return null;
        }
    }

    /** The pool threw while it took memory back: what became of it is not known, unless somebody holds it by now. */
    public void takeBackFailed(PoolKind kind, Object pool, Object handle, long where, long bytes) {
        TrackedPool tracked = null;
        try {
            tracked = ofReturned(kind, pool, handle, where, bytes);
            tracked.takeBackFailed(handle, where, bytes);
        } catch (Throwable e) {
            unrecorded(e, kind, tracked, handle, where, bytes);
        }
    }

    /** All that a pool has handed out is about to come back at once, by the pool's own rules. */
    public void reset(PoolKind kind, Object pool) {
        try {
            of(kind, pool).reset();
        } catch (Throwable e) {
            ledger.reports().swallow(e);
            kind.missed();
        }
    }

    /** A pool is about to end, and its memory with it: nobody may hold anything of it. */
    public void closing(PoolKind kind, Object pool) {
        try {
            of(kind, pool).closing();
        } catch (Throwable e) {
            ledger.reports().swallow(e);
            kind.missed();
        }
    }

    /**
     * An operation failed in here: neither the application nor what becomes of this memory later is to suffer from it.
     *
     * @throws StackOverflowError if there was no room even to note the gap: the operation must fail then, as it would have a few
     *         frames deeper without us
     */
    private void unrecorded(Throwable error, PoolKind kind, TrackedPool tracked, Object handle, long where, long bytes) {
        ledger.reports().swallow(error);
        try {
            if (tracked != null) {
                tracked.unrecorded(handle, where, bytes);
                return;
            }
        } catch (Throwable e) {
            ledger.reports().swallow(e);
        }
        kind.missed();
    }
}

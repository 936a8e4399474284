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
 * Finds the record of a tracked pool and records its transfers. A {@link PoolKind} belongs to one ledger.
 *
 * <p>The methods swallow and count errors, except a {@link StackOverflowError} if there is not even enough stack to note the gap in
 * the record. With {@code on-violation=throw} they return an error if an operation is refused, and otherwise null. The caller then
 * skips the pool's method, or throws the error instead of returning from it.
 *
 * <p>The caller must keep the order: a take-back is recorded on entry of the pool's method, before the memory can be handed to
 * another user; a hand-out is recorded after its normal exit. The caller must record each transfer once, even if one method of the
 * pool calls another. Thread-safe.
 *
 * <p>The meaning of the parameters depends on the kind's {@linkplain PoolKind#unit() unit}:
 * <ul>
 * <li>{@code pool}: the pool object. Null for a static pool, and for take-backs by static methods; then the memory identifies the
 *     pool.
 * <li>{@code handle}: the object that is transferred, or null. For {@link PoolKind.Unit#IDENTITY} it is the memory itself.
 * <li>{@code where}: the address of the first byte, its position, or the number of the first page; unused for identity.
 * <li>{@code bytes}: the length in bytes. For a take-back -1 means the length that was handed out.
 * </ul>
 */
public final class TrackedPools {
    private final Ledger ledger;
    private final LongFunction<NativeBlock> nativeMemory;
    private final HolderCount holders = new HolderCount();
    private final EndedWindows ended = new EndedWindows();
    /** The kinds with at least one pool; guarded by itself. */
    private final Set<PoolKind> kinds = Collections.newSetFromMap(new WeakHashMap<>());

    /** @param nativeMemory returns the native block that contains an address, or null */
    public TrackedPools(Ledger ledger, LongFunction<NativeBlock> nativeMemory) {
        this.ledger = ledger;
        this.nativeMemory = nativeMemory;
    }

    Ledger ledger() {
        return ledger;
    }

    /** Opens a region for a part of a pool's memory; other regions may overlap it. */
    Region open(String allocator, Object owner, Geometry geometry, boolean known) {
        return ledger.regions().open(allocator, owner, geometry, known, Traits.PART_OF_POOL, null);
    }

    /** The same for a pool of a kind. */
    Region open(PoolKind kind, Object owner, Geometry geometry, boolean known) {
        return ledger.regions().open(kind.allocator(), owner, geometry, known, kind.traits(), null);
    }

    /** The native block that contains an address, or null if none is known. */
    NativeBlock blockAt(long address) {
        return nativeMemory.apply(address);
    }

    /** Registers a kind when its first pool is known. */
    void register(PoolKind kind) {
        synchronized (kinds) {
            kinds.add(kind);
        }
    }

    /** A tracked pool of any kind, other than the given one, that has handed out an object and not taken it back; or null. */
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

    /** The common quota of holders. */
    HolderCount holders() {
        return holders;
    }

    /**
     * Whether there were so many holders that some earlier ones were dropped. Then a stale free may go unnoticed in some pools.
     */
    public boolean hasDroppedHolders() {
        return holders.areDropped();
    }

    /** Resets what is reported about the record, because the agent stops. */
    public void uninstall() {
        holders.resetDropped();
    }

    /** The windows that have ended. */
    EndedWindows ended() {
        return ended;
    }

    /** Registers a region to be closed with its native block, if that is known. */
    void closeWithBlock(Region region) {
        NativeBlock block = nativeMemory.apply(region.address());
        if (block != null) {
            block.closeOnFree(region);
        }
    }

    private TrackedPool of(PoolKind kind, Object pool) {
        // The kind stands for a static pool, which is as old as its class.
        TrackedPool tracked = kind.tracked(pool == null ? kind : pool, this, kind.seenFromBirth());
        tracked.giveUpIfGaps();
        return tracked;
    }

    /** The pool whose method was called; if the method is static, the pool to which the memory belongs. */
    private TrackedPool ofReturned(PoolKind kind, Object pool, Object handle, long where, long bytes) {
        TrackedPool best = pool == null ? kind.fitting(handle, where, bytes) : null;
        if (best == null && pool == null) {
            best = kind.remembering(where);
        }
        if (best == null) {
            return of(kind, pool);
        }
        best.giveUpIfGaps();
        return best;
    }

    /**
     * A pool was created, so all its transfers will be seen. Optional: without this call a pool is known from its first transfer.
     */
    public void opened(PoolKind kind, Object pool) {
        try {
            kind.tracked(pool, this, true);
        } catch (Throwable e) {
            ledger.reports().swallow(e);
        }
    }

    /**
     * Memory was handed out.
     *
     * @param holder see {@link PoolKind.Handles}; null if there is none
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

    /** Whether a held hand-out begins there. */
    boolean isHeld(PoolKind kind, Object pool, Object handle, long where, long bytes) {
        return ofReturned(kind, pool, handle, where, bytes).fits(handle, where, bytes).isHeld();
    }

    /** Memory is about to be taken back. */
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

    /** The pool threw while it took memory back: the memory becomes unknown, unless it is held by now. */
    public void takeBackFailed(PoolKind kind, Object pool, Object handle, long where, long bytes) {
        TrackedPool tracked = null;
        try {
            tracked = ofReturned(kind, pool, handle, where, bytes);
            tracked.takeBackFailed(handle, where, bytes);
        } catch (Throwable e) {
            unrecorded(e, kind, tracked, handle, where, bytes);
        }
    }

    /** All that a pool has handed out is about to be taken back at once, by a method of the pool that does so. */
    public void reset(PoolKind kind, Object pool) {
        try {
            of(kind, pool).reset();
        } catch (Throwable e) {
            ledger.reports().swallow(e);
            kind.missed();
        }
    }

    /** A pool is about to be closed: none of its memory may be held. */
    public void closing(PoolKind kind, Object pool) {
        try {
            of(kind, pool).closing();
        } catch (Throwable e) {
            ledger.reports().swallow(e);
            kind.missed();
        }
    }

    /**
     * Handles an error of the agent: notes the gap in the record, so that it causes no false finding later.
     *
     * @throws StackOverflowError if there is not even enough stack to note the gap: then the operation must fail, as it would have
     *         a few frames deeper without the agent
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

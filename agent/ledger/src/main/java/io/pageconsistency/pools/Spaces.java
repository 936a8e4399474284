package io.pageconsistency.pools;

import java.lang.invoke.MethodHandles;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.LongFunction;

import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.ground.Ground;
import io.pageconsistency.ground.GroundBlock;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Region;
import io.pageconsistency.region.Traits;

/**
 * From a pool to its space; what {@link SpaceHooks} does, for a ledger of choice. A kind belongs to one ledger. Thread-safe.
 */
final class Spaces {
    /** What the hooks write to. */
    static final Spaces OF_THIS_JVM = new Spaces(Ledger.ofThisJvm(MethodHandles.lookup()), Ground.ofThisJvm(MethodHandles.lookup())::at);

    private final Ledger ledger;
    private final LongFunction<GroundBlock> ground;
    private final EndedTracts ended = new EndedTracts();
    /** Those with spaces; guarded by itself. */
    private final Set<SpaceKind> kinds = Collections.newSetFromMap(new WeakHashMap<>());

    /** @param ground the native block that an address lies in, or null */
    Spaces(Ledger ledger, LongFunction<GroundBlock> ground) {
        this.ledger = ledger;
        this.ground = ground;
    }

    Ledger ledger() {
        return ledger;
    }

    /** A region begins that is a part of a pool's memory, beside any others at its addresses. */
    Region open(String allocator, Object owner, Geometry geometry, boolean known) {
        return ledger.regions().open(allocator, owner, geometry, known, Traits.PART_OF_POOL, null);
    }

    /** The native block that an address lies in, or null where none is known. */
    GroundBlock blockAt(long address) {
        return ground.apply(address);
    }

    /** A kind has a space. */
    void met(SpaceKind kind) {
        synchronized (kinds) {
            kinds.add(kind);
        }
    }

    /** The space, of whatever kind but for one, that has handed out an object and has not got it back; or null. */
    Space holder(Object handle, Space other) {
        List<SpaceKind> all;
        synchronized (kinds) {
            all = List.copyOf(kinds);
        }
        for (SpaceKind kind : all) {
            Space holder = kind.unit() == SpaceKind.Unit.IDENTITY ? kind.holder(handle, other) : null;
            if (holder != null) {
                return holder;
            }
        }
        return null;
    }

    /** What has been. */
    EndedTracts ended() {
        return ended;
    }

    /** Has a region end with the native block that it lies in, if that is known. */
    void settle(Region region) {
        GroundBlock block = ground.apply(region.address());
        if (block != null) {
            block.over(region);
        }
    }

    private Space of(SpaceKind kind, Object pool) {
        // A static pool is as old as its class, and as the kind for it.
        Space space = kind.space(pool == null ? kind : pool, this, kind.seenFromBirth());
        space.mend();
        return space;
    }

    /** The space of a pool, or for a static method that of the pool whose memory comes back. */
    private Space ofReturned(SpaceKind kind, Object pool, Object handle, long where, long bytes) {
        Space best = pool == null ? kind.fitting(handle, where, bytes) : null;
        if (best == null && pool == null) {
            best = kind.remembering(where);
        }
        if (best == null) {
            return of(kind, pool);
        }
        best.mend();
        return best;
    }

    void opened(SpaceKind kind, Object pool) {
        try {
            kind.space(pool, this, true);
        } catch (Throwable e) {
            ledger.reports().swallow(e);
        }
    }

    PageConsistencyError handedOut(SpaceKind kind, Object pool, Object handle, Object holder, long where, long bytes) {
        Space space = null;
        try {
            space = of(kind, pool);
            space.handedOut(pool == null ? kind : pool, handle, holder, where, bytes);
            return null;
        } catch (PageConsistencyError e) {
            return e;
        } catch (Throwable e) {
            unrecorded(e, kind, space, handle, where, bytes);
            return null;
        }
    }

    /** Whether memory is handed out that begins there. */
    boolean isHeld(SpaceKind kind, Object pool, Object handle, long where, long bytes) {
        return ofReturned(kind, pool, handle, where, bytes).fits(handle, where, bytes) > 1;
    }

    PageConsistencyError takingBack(SpaceKind kind, Object pool, Object handle, Object holder, long where, long bytes) {
        Space space = null;
        try {
            space = ofReturned(kind, pool, handle, where, bytes);
            Object owner = space.get();
            if (owner != null) {
                space.takingBack(owner, handle, holder, where, bytes);
            }
            return null;
        } catch (PageConsistencyError e) {
            return e;
        } catch (Throwable e) {
            unrecorded(e, kind, space, handle, where, bytes);
            return null;
        }
    }

    void takeBackFailed(SpaceKind kind, Object pool, Object handle, long where, long bytes) {
        Space space = null;
        try {
            space = ofReturned(kind, pool, handle, where, bytes);
            space.takeBackFailed(handle, where, bytes);
        } catch (Throwable e) {
            unrecorded(e, kind, space, handle, where, bytes);
        }
    }

    void reset(SpaceKind kind, Object pool) {
        try {
            of(kind, pool).reset();
        } catch (Throwable e) {
            ledger.reports().swallow(e);
            kind.missed();
        }
    }

    void closing(SpaceKind kind, Object pool) {
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
    private void unrecorded(Throwable error, SpaceKind kind, Space space, Object handle, long where, long bytes) {
        ledger.reports().swallow(error);
        try {
            if (space != null) {
                space.unrecorded(handle, where, bytes);
                return;
            }
        } catch (Throwable e) {
            ledger.reports().swallow(e);
        }
        kind.missed();
    }
}

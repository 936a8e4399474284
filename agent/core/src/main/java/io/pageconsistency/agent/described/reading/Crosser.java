package io.pageconsistency.agent.described.reading;


import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.pools.Nest;
import io.pageconsistency.pools.Nests;
import io.pageconsistency.pools.SpaceKind;
import io.pageconsistency.pools.Spaces;

/** One run of a method in which something crosses that has to be looked for. For one thread. */
abstract class Crosser implements Taker {
    final Nest nest;
    final HookedCrossing hooked;
    final DescribedPool described;
    final CrossingReader reader;
    Object pool;
    Object holder;
    PageConsistencyError refused;

    Crosser(Nest nest, HookedCrossing hooked, CrossingReader reader) {
        this.nest = nest;
        this.hooked = hooked;
        this.described = hooked.pool();
        this.reader = reader;
    }

    /** What tells this hand-out from others: the holder where there is a word of one, and else the object that crosses. */
    final Object holder(Object handle) {
        return reader.hasHolder() ? holder : handle;
    }

    /**
     * Finds what crosses, and records it. Parameters as for {@link io.pageconsistency.hooks.DescribedHooks}.
     *
     * @return an error if it is not to cross
     */
    final Throwable cross(Object poolRoot, Object page, long pageNumber, Object size, long sizeNumber, Object[] rare) throws Throwable {
        described.tellThoseThere(nest);
        nest.reading(true);
        try {
            pool = reader.pool(poolRoot);
            holder = reader.holder(page, rare);
            reader.read(pool, page, pageNumber, size, sizeNumber, rare, this);
            hooked.worked();
            return refused;
        } finally {
            nest.reading(false);
        }
    }

    static final class HandingOut extends Crosser {
        private final Nests nests;

        HandingOut(Nest nest, HookedCrossing hooked, CrossingReader reader, Nests nests) {
            super(nest, hooked, reader);
            this.nests = nests;
        }

        @Override
        public boolean take(SpaceKind.Unit unit, Object handle, long where, long bytes) {
            PageConsistencyError error = nest.handOut(described.kind(unit), pool, handle, holder(handle), where, bytes);
            if (error != null && refused == null) {
                refused = error;
            }
            return true;
        }

        @Override
        public boolean later(Object future, int step) {
            described.later().add(future, reader, pool, step, new HandingOutLater(this, nests));
            return true;
        }
    }

    static final class TakingBack extends Crosser {
        TakingBack(Nest nest, HookedCrossing hooked, CrossingReader reader) {
            super(nest, hooked, reader);
        }

        @Override
        public boolean take(SpaceKind.Unit unit, Object handle, long where, long bytes) {
            refused = nest.takeBack(described.kind(unit), hooked.method(), pool, handle, holder(handle), where, bytes);
            if (refused != null) {
                nest.undo();
            }
            return refused == null;
        }

        /** A future that comes back before it is completed is being cancelled. */
        @Override
        public boolean later(Object future, int step) throws Throwable {
            Object value = Later.valueNow(future);
            if (value != null) {
                reader.readLater(pool, value, step, this);
            }
            return refused == null;
        }
    }

    /** What was told to come back has not. */
    static final class Failing extends Crosser {
        private final Spaces spaces;

        Failing(Nest nest, HookedCrossing hooked, CrossingReader reader, Spaces spaces) {
            super(nest, hooked, reader);
            this.spaces = spaces;
        }

        @Override
        public boolean take(SpaceKind.Unit unit, Object handle, long where, long bytes) {
            spaces.takeBackFailed(described.kind(unit), pool, handle, where, bytes);
            return true;
        }

        @Override
        public boolean later(Object future, int step) {
            return true;
        }
    }

    /** On whatever thread completes a future, outside of any method of the pool. There is nobody to refuse it to. */
    private record HandingOutLater(Crosser asked, Nests nests) implements Taker {
        @Override
        public boolean take(SpaceKind.Unit unit, Object handle, long where, long bytes) {
            nests.ofThisThread().handOutLater(asked.described.kind(unit), asked.pool, handle, asked.holder(handle), where, bytes);
            return true;
        }

        @Override
        public boolean later(Object future, int step) {
            // The future of a future: whoever needs that has a pool that no description fits.
            return true;
        }
    }
}

package io.pageconsistency.agent.allocators.described.reading;


import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.pools.CallScope;
import io.pageconsistency.pools.CallScopes;
import io.pageconsistency.pools.PoolKind;
import io.pageconsistency.pools.TrackedPools;

/** One call of a hooked method whose transferred memory must be found by reading paths. For one thread. */
abstract class Crosser implements Taker {
    final CallScope scope;
    final HookedTransfer hooked;
    final DescribedPool described;
    final TransferReader reader;
    Object pool;
    Object holder;
    PageConsistencyError refused;

    Crosser(CallScope scope, HookedTransfer hooked, TransferReader reader) {
        this.scope = scope;
        this.hooked = hooked;
        this.described = hooked.pool();
        this.reader = reader;
    }

    /**
     * The object that distinguishes this hand-out from others: the holder if the description has one, and otherwise the transferred
     * object.
     */
    final Object holder(Object handle) {
        return reader.hasHolder() ? holder : handle;
    }

    /**
     * Finds the transferred memory and records it. Parameters as for {@link io.pageconsistency.hooks.DescribedHooks}.
     *
     * @return an error if the transfer is refused; null otherwise
     */
    final Throwable cross(Object poolRoot, Object page, long pageNumber, Object size, long sizeNumber, Object[] rare) throws Throwable {
        described.tellThoseThere(scope);
        scope.reading(true);
        try {
            pool = reader.pool(poolRoot);
            holder = reader.holder(page, rare);
            reader.read(pool, page, pageNumber, size, sizeNumber, rare, this);
            hooked.worked();
            return refused;
        } finally {
            scope.reading(false);
        }
    }

    static final class HandingOut extends Crosser {
        private final CallScopes scopes;

        HandingOut(CallScope scope, HookedTransfer hooked, TransferReader reader, CallScopes scopes) {
            super(scope, hooked, reader);
            this.scopes = scopes;
        }

        @Override
        public boolean take(PoolKind.Unit unit, Object handle, long where, long bytes) {
            PageConsistencyError error = scope.handOut(described.kind(unit), pool, handle, holder(handle), where, bytes);
            if (error != null && refused == null) {
                refused = error;
            }
            return true;
        }

        @Override
        public boolean later(Object future, int step) {
            described.later().add(future, reader, pool, step, new HandingOutLater(this, scopes));
            return true;
        }
    }

    static final class TakingBack extends Crosser {
        TakingBack(CallScope scope, HookedTransfer hooked, TransferReader reader) {
            super(scope, hooked, reader);
        }

        @Override
        public boolean take(PoolKind.Unit unit, Object handle, long where, long bytes) {
            refused = scope.takeBack(described.kind(unit), hooked.method(), pool, handle, holder(handle), where, bytes);
            if (refused != null) {
                scope.undo();
            }
            return refused == null;
        }

        /** A future that is taken back before it is completed is being cancelled. */
        @Override
        public boolean later(Object future, int step) throws Throwable {
            Object value = Later.valueNow(future);
            if (value != null) {
                reader.readLater(pool, value, step, this);
            }
            return refused == null;
        }
    }

    /** A take-back was recorded, but the pool's method failed. */
    static final class Failing extends Crosser {
        private final TrackedPools trackedPools;

        Failing(CallScope scope, HookedTransfer hooked, TransferReader reader, TrackedPools trackedPools) {
            super(scope, hooked, reader);
            this.trackedPools = trackedPools;
        }

        @Override
        public boolean take(PoolKind.Unit unit, Object handle, long where, long bytes) {
            trackedPools.takeBackFailed(described.kind(unit), pool, handle, where, bytes);
            return true;
        }

        @Override
        public boolean later(Object future, int step) {
            return true;
        }
    }

    /**
     * Records a hand-out on the thread that completes a future, outside of any method of the pool. So no call is left to refuse.
     */
    private record HandingOutLater(Crosser asked, CallScopes scopes) implements Taker {
        @Override
        public boolean take(PoolKind.Unit unit, Object handle, long where, long bytes) {
            scopes.current().handOutLater(asked.described.kind(unit), asked.pool, handle, asked.holder(handle), where, bytes);
            return true;
        }

        @Override
        public boolean later(Object future, int step) {
            // The future of a future is not supported; the memory goes unrecorded.
            return true;
        }
    }
}

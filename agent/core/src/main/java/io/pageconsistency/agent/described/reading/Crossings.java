package io.pageconsistency.agent.described.reading;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.agent.described.binding.BoundPool;
import io.pageconsistency.agent.described.model.Crossing;
import io.pageconsistency.hooks.DescribedHooks;
import io.pageconsistency.pools.SpaceHooks;
import io.pageconsistency.pools.SpaceKind;

/**
 * Where woven methods of described pools end up: all hooked methods by their numbers.
 *
 * <p>Thread-safe. Nothing is locked or, on the usual ways, allocated when memory crosses.
 */
public final class Crossings extends DescribedHooks.Receiver {
    private static final ThreadLocal<InThread> THREADS = ThreadLocal.withInitial(InThread::new);

    private final Openings openings;
    private final ToLongFunction<Object> addresses;
    /** Copied when something is added; numbers stay what they are. */
    private volatile HookedCrossing[] all = new HookedCrossing[0];

    /** @param addresses of direct buffers, whatever their position */
    public Crossings(Openings openings, ToLongFunction<Object> addresses) {
        this.openings = openings;
        this.addresses = addresses;
    }

    /**
     * Makes a pool known.
     *
     * @param seenFromBirth whether no object of the class can be older than the hooks
     * @return the number of its first crossing; those behind it follow in their order
     */
    public synchronized int add(BoundPool pool, boolean seenFromBirth) {
        List<HookedCrossing> added = new DescribedPool(pool, seenFromBirth, openings, addresses).crossings();
        int first = all.length;
        HookedCrossing[] more = Arrays.copyOf(all, first + added.size());
        for (int i = 0; i < added.size(); i++) {
            more[first + i] = added.get(i);
        }
        all = more;
        return first;
    }

    @Override
    protected int entered(int crossing, Class<?> type, Object pool) throws Throwable {
        InThread thread = THREADS.get();
        if (thread.busy) {
            return 0;
        }
        HookedCrossing hooked = all[crossing];
        return thread.nest.enter(hooked, hooked.poolIsAtHand() ? pool : null);
    }

    @Override
    protected Throwable takingBack(int depth, int crossing, Class<?> type, Object pool, Object page, long pageNumber,
            Object size, long sizeNumber) throws Throwable {
        InThread thread = THREADS.get();
        return thread.busy ? null
                : cross(thread, thread.takingBack, all[crossing], type, pool, page, pageNumber, size, sizeNumber);
    }

    @Override
    protected Throwable handedOut(int depth, int crossing, Class<?> type, Object pool, Object page, long pageNumber,
            Object size, long sizeNumber) throws Throwable {
        InThread thread = THREADS.get();
        return thread.busy ? null
                : cross(thread, thread.handingOut, all[crossing], type, pool, page, pageNumber, size, sizeNumber);
    }

    private static Throwable cross(InThread thread, Crosser crosser, HookedCrossing hooked, Class<?> type, Object poolRoot,
            Object page, long pageNumber, Object size, long sizeNumber) throws Throwable {
        thread.busy = true;
        try {
            CrossingReader reader = hooked.get(type);
            crosser.begin(hooked.pool(), reader, reader.pool(poolRoot));
            hooked.pool().later().tellThoseThere();
            reader.read(crosser.pool, page, pageNumber, size, sizeNumber, crosser);
            return crosser.refused;
        } finally {
            crosser.end();
            thread.busy = false;
        }
    }

    @Override
    protected void whole(int depth, int crossing, Class<?> type, Object poolRoot) throws Throwable {
        InThread thread = THREADS.get();
        if (thread.busy) {
            return;
        }
        HookedCrossing hooked = all[crossing];
        thread.busy = true;
        try {
            Object pool = hooked.get(type).pool(poolRoot);
            hooked.pool().later().tellThoseThere();
            for (SpaceKind kind : hooked.pool().kinds()) {
                if (hooked.kind() == Crossing.Kind.RESET) {
                    SpaceHooks.reset(kind, pool);
                } else {
                    SpaceHooks.closing(kind, pool);
                }
            }
        } finally {
            thread.busy = false;
        }
    }

    @Override
    protected void left(int depth, boolean failed) {
        THREADS.get().nest.leave(depth, failed);
    }

    /** What a thread needs again and again. */
    private static final class InThread {
        final Nest nest = new Nest();
        final Crosser handingOut = new HandingOut(nest);
        final Crosser takingBack = new TakingBack(nest);
        /** While the agent itself calls the pool's methods to find out about memory, which are not to count. */
        boolean busy;
    }

    /** One method's run; used again for the next one. */
    private abstract static class Crosser implements Taker {
        final Nest nest;
        DescribedPool described;
        CrossingReader reader;
        Object pool;
        PageConsistencyError refused;

        Crosser(Nest nest) {
            this.nest = nest;
        }

        final void begin(DescribedPool of, CrossingReader by, Object in) {
            described = of;
            reader = by;
            pool = in;
        }

        /** A thread is not to keep a pool alive. */
        final void end() {
            described = null;
            reader = null;
            pool = null;
            refused = null;
        }
    }

    private static final class HandingOut extends Crosser {
        HandingOut(Nest nest) {
            super(nest);
        }

        @Override
        public boolean take(SpaceKind.Unit unit, Object handle, long where, long bytes) {
            PageConsistencyError error = nest.handOut(described.kind(unit), pool, handle, where, bytes);
            if (error != null && refused == null) {
                refused = error;
            }
            return true;
        }

        @Override
        public boolean later(Object future, int step) {
            described.later().add(future, reader, pool, step, new HandingOutLater(described, pool));
            return true;
        }
    }

    private static final class TakingBack extends Crosser {
        TakingBack(Nest nest) {
            super(nest);
        }

        @Override
        public boolean take(SpaceKind.Unit unit, Object handle, long where, long bytes) {
            refused = nest.takeBack(described.kind(unit), described, pool, handle, where, bytes);
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

    /** On whatever thread completes a future, outside of any method of the pool. There is nobody to refuse it to. */
    private record HandingOutLater(DescribedPool described, Object pool) implements Taker {
        @Override
        public boolean take(SpaceKind.Unit unit, Object handle, long where, long bytes) {
            THREADS.get().nest.handOutLater(described.kind(unit), pool, handle, where, bytes);
            return true;
        }

        @Override
        public boolean later(Object future, int step) {
            // The future of a future: whoever needs that has a pool that no description fits.
            return true;
        }
    }
}

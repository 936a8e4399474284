package io.pageconsistency.agent.described.reading;

import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.agent.described.binding.BoundPool;
import io.pageconsistency.agent.described.model.Crossing;
import io.pageconsistency.hooks.DescribedHooks;
import io.pageconsistency.pools.Nest;
import io.pageconsistency.pools.SpaceHooks;
import io.pageconsistency.pools.SpaceKind;

/**
 * Where woven methods of described pools end up: all hooked methods by their numbers.
 *
 * <p>Most of what crosses is a buffer or segment that is an argument or the result itself. It is read without any step, and on few
 * levels of calls, because the compiler follows them fifteen deep and the record needs half of that.
 *
 * <p>Thread-safe. Nothing is locked or, on the usual ways, allocated when memory crosses. What is thrown is for the caller to swallow;
 * that something is missing in the record has been noted by then.
 */
public final class Crossings extends DescribedHooks.Receiver {
    private static final Nest.Access NESTS = Nest.access(MethodHandles.lookup());

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

    /** Lets go of the pools' classes, and has them let go of us: nothing crosses any more. */
    public synchronized void end() {
        for (HookedCrossing crossing : all) {
            crossing.end();
        }
    }

    @Override
    protected Nest.Frame entered(int crossing, Class<?> type, Object pool) {
        Nest nest = NESTS.ofThisThread();
        if (nest.isReading()) {
            return null;
        }
        HookedCrossing hooked = all[crossing];
        return nest.enter(hooked.method(), hooked.poolIsAtHand() ? pool : null);
    }

    @Override
    protected Throwable takingBack(Nest.Frame frame, int crossing, Class<?> type, Object pool, Object page, long pageNumber,
            Object size, long sizeNumber) throws Throwable {
        Nest nest = NESTS.of(frame);
        if (nest.isReading()) {
            return null;
        }
        HookedCrossing hooked = all[crossing];
        try {
            CrossingReader reader = hooked.reader(type);
            if (reader.isPlain() && Memory.isNative(page)) {
                hooked.pool().tellThoseThere(nest);
                return nest.takeBack(hooked.pool().addresses(), hooked.method(), pool, page, reader.address(page),
                        Memory.length(page));
            }
            return cross(nest, new TakingBack(nest, hooked, reader), pool, page, pageNumber, size, sizeNumber);
        } catch (Throwable e) {
            hooked.pool().missed();
            throw e;
        }
    }

    @Override
    protected Throwable handedOut(Nest.Frame frame, int crossing, Class<?> type, Object pool, Object page, long pageNumber,
            Object size, long sizeNumber) throws Throwable {
        Nest nest = NESTS.of(frame);
        if (nest.isReading()) {
            return null;
        }
        HookedCrossing hooked = all[crossing];
        try {
            CrossingReader reader = hooked.reader(type);
            if (reader.isPlain() && Memory.isNative(page)) {
                hooked.pool().tellThoseThere(nest);
                return nest.handOut(hooked.pool().addresses(), pool, page, reader.address(page), Memory.length(page));
            }
            return cross(nest, new HandingOut(nest, hooked, reader), pool, page, pageNumber, size, sizeNumber);
        } catch (Throwable e) {
            hooked.pool().missed();
            throw e;
        }
    }

    private static Throwable cross(Nest nest, Crosser crosser, Object poolRoot, Object page, long pageNumber, Object size,
            long sizeNumber) throws Throwable {
        crosser.described.tellThoseThere(nest);
        nest.reading(true);
        try {
            crosser.pool = crosser.reader.pool(poolRoot);
            crosser.reader.read(crosser.pool, page, pageNumber, size, sizeNumber, crosser);
            return crosser.refused;
        } finally {
            nest.reading(false);
        }
    }

    @Override
    protected void whole(Nest.Frame frame, int crossing, Class<?> type, Object poolRoot) throws Throwable {
        Nest nest = NESTS.ofThisThread();
        if (nest.isReading()) {
            return;
        }
        HookedCrossing hooked = all[crossing];
        hooked.pool().tellThoseThere(nest);
        nest.reading(true);
        try {
            Object pool = hooked.reader(type).pool(poolRoot);
            for (SpaceKind kind : hooked.pool().kinds()) {
                if (hooked.kind() == Crossing.Kind.RESET) {
                    SpaceHooks.reset(kind, pool);
                } else {
                    SpaceHooks.closing(kind, pool);
                }
            }
        } catch (Throwable e) {
            hooked.pool().missed();
            throw e;
        } finally {
            nest.reading(false);
        }
    }

    /** One run of a method in which something crosses that has to be looked for. */
    private abstract static class Crosser implements Taker {
        final Nest nest;
        final HookedCrossing hooked;
        final DescribedPool described;
        final CrossingReader reader;
        Object pool;
        PageConsistencyError refused;

        Crosser(Nest nest, HookedCrossing hooked, CrossingReader reader) {
            this.nest = nest;
            this.hooked = hooked;
            this.described = hooked.pool();
            this.reader = reader;
        }
    }

    private static final class HandingOut extends Crosser {
        HandingOut(Nest nest, HookedCrossing hooked, CrossingReader reader) {
            super(nest, hooked, reader);
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
        TakingBack(Nest nest, HookedCrossing hooked, CrossingReader reader) {
            super(nest, hooked, reader);
        }

        @Override
        public boolean take(SpaceKind.Unit unit, Object handle, long where, long bytes) {
            refused = nest.takeBack(described.kind(unit), hooked.method(), pool, handle, where, bytes);
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
            NESTS.ofThisThread().handOutLater(described.kind(unit), pool, handle, where, bytes);
            return true;
        }

        @Override
        public boolean later(Object future, int step) {
            // The future of a future: whoever needs that has a pool that no description fits.
            return true;
        }
    }
}

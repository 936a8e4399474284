package io.pageconsistency.agent.described.reading;

import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

import io.pageconsistency.Share;
import io.pageconsistency.Violation;
import io.pageconsistency.agent.described.binding.BoundPool;
import io.pageconsistency.agent.described.model.Crossing;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.pools.DescribedPools;
import io.pageconsistency.pools.Nest;
import io.pageconsistency.pools.Nests;
import io.pageconsistency.pools.SpaceKind;
import io.pageconsistency.pools.Spaces;
import io.pageconsistency.report.LedgerListener;
import io.pageconsistency.report.Reports;

/**
 * Where woven methods of described pools end up: all hooked methods by their numbers.
 *
 * <p>Most of what crosses is a buffer or segment that is an argument or the result itself. It is read without any step, and on few
 * levels of calls, because the compiler follows them fifteen deep and the record needs half of that.
 *
 * <p>Thread-safe. Nothing is locked or, on the usual ways, allocated when memory crosses. What is thrown is for the caller to swallow;
 * that something is missing in the record has been noted by then.
 */
public final class Crossings extends DescribedPools.Receiver {
    private final Reports reports;
    private final Spaces spaces;
    private final Nests nests;
    private final Openings openings;
    private final ToLongFunction<Object> addresses;
    /** Asked for each handle that is put by. */
    private volatile BooleanSupplier keeping = () -> false;
    /** Copied when something is added; numbers stay what they are. */
    private volatile HookedCrossing[] all = new HookedCrossing[0];

    /** Chooses which handles are kept from being used again. */
    public void keeping(Share chosen) {
        keeping = switch (chosen) {
            case ALL -> () -> true;
            case SAMPLED -> new SomeHandles();
            case OFF -> () -> false;
        };
    }

    /**
     * @param checker is told what crosses
     * @param addresses of direct buffers, whatever their position
     */
    public Crossings(Checker checker, Openings openings, ToLongFunction<Object> addresses) {
        this.reports = checker.ledger().reports();
        this.spaces = checker.spaces();
        this.nests = checker.nests();
        this.openings = openings;
        this.addresses = addresses;
    }

    /**
     * Makes a pool known.
     *
     * @param seenFromBirth whether no object of the class can be older than the hooks
     * @param misfit told, once and on any thread, why the description does not fit after all; nothing of the pool is recorded any more
     * @return the number of its first crossing; those behind it follow in their order
     */
    public synchronized int add(BoundPool pool, boolean seenFromBirth, Consumer<String> misfit) {
        List<HookedCrossing> added = new DescribedPool(pool, seenFromBirth, openings, addresses, reports, misfit).crossings();
        int first = all.length;
        HookedCrossing[] more = Arrays.copyOf(all, first + added.size());
        for (int i = 0; i < added.size(); i++) {
            more[first + i] = added.get(i);
        }
        all = more;
        return first;
    }

    /** Told of all findings, by which descriptions are seen not to fit. */
    public LedgerListener misfits() {
        return new LedgerListener() {
            @Override
            public void violation(Violation violation) {
                DescribedPool last = null;
                for (HookedCrossing crossing : all) {
                    if (crossing.pool() != last) {
                        last = crossing.pool();
                        last.found(violation.allocator());
                    }
                }
            }
        };
    }

    /** Lets go of the pools' classes, and has them let go of us: nothing crosses any more. */
    public synchronized void end() {
        for (HookedCrossing crossing : all) {
            crossing.end();
        }
    }

    @Override
    protected Nest.Frame entered(int crossing, Class<?> type, Object pool) {
        Nest nest = nests.ofThisThread();
        if (nest.isReading()) {
            return null;
        }
        HookedCrossing hooked = all[crossing];
        if (!hooked.pool().isWatched()) {
            return null;
        }
        return nest.enter(hooked.method(), hooked.poolIsAtHand() ? pool : null);
    }

    @Override
    protected Throwable takingBack(Nest.Frame frame, int crossing, Class<?> type, Object pool, Object page, long pageNumber,
            Object size, long sizeNumber, Object[] rare) throws Throwable {
        Nest nest = nests.of(frame);
        if (nest.isReading()) {
            return null;
        }
        HookedCrossing hooked = all[crossing];
        if (hooked.pool().isRefused()) {
            return null;
        }
        try {
            CrossingReader reader = hooked.reader(type);
            if (reader.isPlain() && Memory.isNative(page)) {
                hooked.pool().tellThoseThere(nest);
                return nest.takeBack(hooked.pool().addresses(), hooked.method(), pool, page, page, reader.address(page),
                        Memory.length(page));
            }
            return new Crosser.TakingBack(nest, hooked, reader).cross(pool, page, pageNumber, size, sizeNumber, rare);
        } catch (Throwable e) {
            hooked.failed(e);
            throw e;
        }
    }

    @Override
    protected Throwable handedOut(Nest.Frame frame, int crossing, Class<?> type, Object pool, Object page, long pageNumber,
            Object size, long sizeNumber, Object[] rare) throws Throwable {
        Nest nest = nests.of(frame);
        if (nest.isReading()) {
            return null;
        }
        HookedCrossing hooked = all[crossing];
        if (hooked.pool().isRefused()) {
            return null;
        }
        try {
            CrossingReader reader = hooked.reader(type);
            if (reader.isPlain() && Memory.isNative(page)) {
                hooked.pool().tellThoseThere(nest);
                return nest.handOut(hooked.pool().addresses(), pool, page, page, reader.address(page), Memory.length(page));
            }
            return new Crosser.HandingOut(nest, hooked, reader, nests).cross(pool, page, pageNumber, size, sizeNumber, rare);
        } catch (Throwable e) {
            hooked.failed(e);
            throw e;
        }
    }

    @Override
    protected void takeBackFailed(int crossing, Class<?> type, Object pool, Object page, Object[] rare) throws Throwable {
        Nest nest = nests.ofThisThread();
        if (!nest.isReading()) {
            HookedCrossing hooked = all[crossing];
            new Crosser.Failing(nest, hooked, hooked.reader(type), spaces).cross(pool, page, 0, null, 0, rare);
        }
    }

    @Override
    protected boolean keepsFromRecycling(int crossing) {
        return keeping.getAsBoolean();
    }

    @Override
    protected void whole(Nest.Frame frame, int crossing, Class<?> type, Object poolRoot) throws Throwable {
        Nest nest = nests.ofThisThread();
        if (nest.isReading()) {
            return;
        }
        HookedCrossing hooked = all[crossing];
        if (hooked.pool().isRefused()) {
            return;
        }
        hooked.pool().tellThoseThere(nest);
        nest.reading(true);
        try {
            Object pool = hooked.reader(type).pool(poolRoot);
            for (SpaceKind kind : hooked.pool().kinds()) {
                if (hooked.kind() == Crossing.Kind.RESET) {
                    spaces.reset(kind, pool);
                } else {
                    spaces.closing(kind, pool);
                }
            }
        } catch (Throwable e) {
            hooked.failed(e);
            throw e;
        } finally {
            nest.reading(false);
        }
    }
}

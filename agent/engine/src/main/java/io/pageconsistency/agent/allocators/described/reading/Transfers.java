package io.pageconsistency.agent.allocators.described.reading;

import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

import io.pageconsistency.Share;
import io.pageconsistency.Violation;
import io.pageconsistency.agent.allocators.described.binding.BoundPool;
import io.pageconsistency.agent.allocators.described.model.Transfer;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.pools.CallScope;
import io.pageconsistency.pools.CallScopes;
import io.pageconsistency.pools.DescribedPools;
import io.pageconsistency.pools.PoolKind;
import io.pageconsistency.pools.TrackedPools;
import io.pageconsistency.report.LedgerListener;
import io.pageconsistency.report.Reports;

/**
 * Where woven methods of described pools end up: all hooked methods by their numbers.
 *
 * <p>Most of what crosses is a buffer or segment that is an argument or the result itself. It is read without any step, and on few
 * levels of calls, because the compiler follows them fifteen deep and the record needs half of that.
 *
 * <p>Thread-safe. Nothing is locked or, on the usual ways, allocated when memory crosses. What is thrown is for the caller to
 * swallow; that something is missing in the record has been noted by then.
 */
public final class Transfers extends DescribedPools.Receiver {
    private final Reports reports;
    private final TrackedPools trackedPools;
    private final CallScopes scopes;
    private final Openings openings;
    private final ToLongFunction<Object> addresses;
    /** Asked for each handle that is put by. */
    private volatile BooleanSupplier keeping = () -> false;
    /** Copied when something is added; numbers stay what they are. */
    private volatile HookedTransfer[] all = new HookedTransfer[0];

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
    public Transfers(Checker checker, Openings openings, ToLongFunction<Object> addresses) {
        this.reports = checker.ledger().reports();
        this.trackedPools = checker.trackedPools();
        this.scopes = checker.scopes();
        this.openings = openings;
        this.addresses = addresses;
    }

    /**
     * Makes a pool known.
     *
     * @param seenFromBirth whether no object of the class can be older than the hooks
     * @param misfit told, once and on any thread, why the description does not fit after all; nothing of the pool is recorded any
     *        more
     * @return the number of its first transfer; those after it follow in their order
     */
    public synchronized int add(BoundPool pool, boolean seenFromBirth, Consumer<String> misfit) {
        List<HookedTransfer> added = new DescribedPool(pool, seenFromBirth, openings, addresses, reports, misfit).transfers();
        int first = all.length;
        HookedTransfer[] more = Arrays.copyOf(all, first + added.size());
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
                for (HookedTransfer transfer : all) {
                    if (transfer.pool() != last) {
                        last = transfer.pool();
                        last.found(violation.allocator());
                    }
                }
            }
        };
    }

    /** Lets go of the pools' classes, and has them let go of us: nothing crosses any more. */
    public synchronized void end() {
        for (HookedTransfer transfer : all) {
            transfer.end();
        }
    }

    @Override
    protected CallScope.Frame entered(int transfer, Class<?> type, Object pool) {
        CallScope scope = scopes.current();
        if (scope.isReading()) {
            return null;
        }
        HookedTransfer hooked = all[transfer];
        if (!hooked.pool().isWatched()) {
            return null;
        }
        return scope.enter(hooked.method(), hooked.poolIsAtHand() ? pool : null);
    }

    @Override
    protected Throwable takingBack(CallScope.Frame frame, int transfer, Class<?> type, Object pool, Object page, long pageNumber,
            Object size, long sizeNumber, Object[] rare) throws Throwable {
        CallScope scope = scopes.of(frame);
        if (scope.isReading()) {
            return null;
        }
        HookedTransfer hooked = all[transfer];
        if (hooked.pool().isRefused()) {
            return null;
        }
        try {
            TransferReader reader = hooked.reader(type);
            if (reader.isPlain() && Memory.isNative(page)) {
                hooked.pool().tellThoseThere(scope);
                return scope.takeBack(hooked.pool().addresses(), hooked.method(), pool, page, page, reader.address(page),
                        Memory.length(page));
            }
            return new Crosser.TakingBack(scope, hooked, reader).cross(pool, page, pageNumber, size, sizeNumber, rare);
        } catch (Throwable e) {
            hooked.failed(e);
            throw e;
        }
    }

    @Override
    protected Throwable handedOut(CallScope.Frame frame, int transfer, Class<?> type, Object pool, Object page, long pageNumber,
            Object size, long sizeNumber, Object[] rare) throws Throwable {
        CallScope scope = scopes.of(frame);
        if (scope.isReading()) {
            return null;
        }
        HookedTransfer hooked = all[transfer];
        if (hooked.pool().isRefused()) {
            return null;
        }
        try {
            TransferReader reader = hooked.reader(type);
            if (reader.isPlain() && Memory.isNative(page)) {
                hooked.pool().tellThoseThere(scope);
                return scope.handOut(hooked.pool().addresses(), pool, page, page, reader.address(page), Memory.length(page));
            }
            return new Crosser.HandingOut(scope, hooked, reader, scopes).cross(pool, page, pageNumber, size, sizeNumber, rare);
        } catch (Throwable e) {
            hooked.failed(e);
            throw e;
        }
    }

    @Override
    protected void takeBackFailed(int transfer, Class<?> type, Object pool, Object page, Object[] rare) throws Throwable {
        CallScope scope = scopes.current();
        if (!scope.isReading()) {
            HookedTransfer hooked = all[transfer];
            new Crosser.Failing(scope, hooked, hooked.reader(type), trackedPools).cross(pool, page, 0, null, 0, rare);
        }
    }

    @Override
    protected boolean keepsFromRecycling(int transfer) {
        return keeping.getAsBoolean();
    }

    @Override
    protected void whole(CallScope.Frame frame, int transfer, Class<?> type, Object poolRoot) throws Throwable {
        CallScope scope = scopes.current();
        if (scope.isReading()) {
            return;
        }
        HookedTransfer hooked = all[transfer];
        if (hooked.pool().isRefused()) {
            return;
        }
        hooked.pool().tellThoseThere(scope);
        scope.reading(true);
        try {
            Object pool = hooked.reader(type).pool(poolRoot);
            for (PoolKind kind : hooked.pool().kinds()) {
                if (hooked.kind() == Transfer.Kind.RESET) {
                    trackedPools.reset(kind, pool);
                } else {
                    trackedPools.closing(kind, pool);
                }
            }
        } catch (Throwable e) {
            hooked.failed(e);
            throw e;
        } finally {
            scope.reading(false);
        }
    }
}

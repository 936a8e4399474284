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
 * Receives the calls from the woven methods of all described pools. Each hooked method has a number.
 *
 * <p>Mostly the transferred memory is a buffer or segment that is an argument or the result of the method. This case follows no
 * path and nests few calls, because the JIT compiler inlines at most fifteen levels, and the record needs half of them.
 *
 * <p>Thread-safe. A transfer takes no lock and, in the usual cases, allocates nothing. The caller swallows all exceptions; the gap
 * in the record has been noted before one is thrown.
 */
public final class Transfers extends DescribedPools.Receiver {
    private final Reports reports;
    private final TrackedPools trackedPools;
    private final CallScopes scopes;
    private final Openings openings;
    private final ToLongFunction<Object> addresses;
    /** Decides for each handle whether it is kept from being reused. */
    private volatile BooleanSupplier keeping = () -> false;
    /** Copied when a pool is added. The numbers of existing transfers do not change. */
    private volatile HookedTransfer[] all = new HookedTransfer[0];

    /** Selects the share of handles that are kept from being reused. */
    public void keeping(Share chosen) {
        keeping = switch (chosen) {
            case ALL -> () -> true;
            case SAMPLED -> new SomeHandles();
            case OFF -> () -> false;
        };
    }

    /**
     * @param checker records the transfers
     * @param addresses returns the address of a direct buffer's first byte, whatever its position
     */
    public Transfers(Checker checker, Openings openings, ToLongFunction<Object> addresses) {
        this.reports = checker.ledger().reports();
        this.trackedPools = checker.trackedPools();
        this.scopes = checker.scopes();
        this.openings = openings;
        this.addresses = addresses;
    }

    /**
     * Adds a pool.
     *
     * @param seenFromBirth whether every object of the class was constructed after the hooks were in
     * @param misfit told the reason, at most once and on any thread, if the description turns out not to fit; the pool is not
     *     recorded from then on
     * @return the number of the pool's first transfer; the others follow in their order
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

    /** Receives all findings, to detect descriptions that do not fit. */
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

    /** Drops the references to the pools' classes, and the classes' references to the agent. Recording has ended. */
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

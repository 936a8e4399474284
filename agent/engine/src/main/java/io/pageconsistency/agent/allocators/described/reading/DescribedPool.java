package io.pageconsistency.agent.allocators.described.reading;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

import io.pageconsistency.agent.allocators.described.binding.BoundPool;
import io.pageconsistency.agent.allocators.described.binding.BoundTransfer;
import io.pageconsistency.agent.allocators.described.binding.Route;
import io.pageconsistency.agent.allocators.described.model.Amount;
import io.pageconsistency.agent.allocators.described.model.PoolDescription.Foreign;
import io.pageconsistency.agent.allocators.described.model.PoolDescription.FreeMemory;
import io.pageconsistency.background.Time;
import io.pageconsistency.boot.OwnRights;
import io.pageconsistency.pools.CallScope;
import io.pageconsistency.pools.PoolKind;
import io.pageconsistency.pools.PoolKind.Unit;
import io.pageconsistency.report.Reports;

/**
 * A described pool in use: its kinds of memory, and its hooked methods. Thread-safe.
 *
 * <p>There is one for all copies of the pool's class, whatever their class loaders. The pools' objects keep their memory apart, and
 * a subclass from another loader must not make a separate pool of the same memory.
 */
public final class DescribedPool {
    private static final Unit[] UNITS = Unit.values();

    private final BoundPool bound;
    private final Openings openings;
    private final ToLongFunction<Object> addresses;
    private final Map<Unit, PoolKind> kinds = new EnumMap<>(Unit.class);
    private final PoolKind inAddresses;
    private final List<HookedTransfer> transfers = new ArrayList<>();
    private final Later later;
    private final Consumer<String> misfit;
    /** Null after the probation has ended. */
    private volatile Probation probation = new Probation(Time.OF_THE_MACHINE);
    private volatile boolean refused;

    /**
     * @param seenFromBirth whether every object of the class was constructed after the hooks were in
     * @param addresses returns the address of a direct buffer's first byte, whatever its position
     * @param misfit told the reason, at most once, if the description turns out not to fit
     */
    DescribedPool(BoundPool bound, boolean seenFromBirth, Openings openings, ToLongFunction<Object> addresses,
            Reports reports, Consumer<String> misfit) {
        this.bound = bound;
        this.later = new Later(reports);
        this.misfit = misfit;
        this.openings = openings;
        this.addresses = addresses;
        String name = bound.description().name();
        // Memory from outside looks the same as memory that is older than the hooks, and a list of free memory is filled with it.
        // So in these cases an unknown take-back is no violation.
        boolean own = seenFromBirth && bound.description().foreign() == Foreign.REPORTED && bound.freeLists().isEmpty();
        for (Unit unit : UNITS) {
            // If pages are numbered and their size is not given, each counts as one byte.
            long least = unit == Unit.INDEX ? 1 : 0;
            kinds.put(unit, new PoolKind(name, unit, bound.description().handles(), pool -> Math.max(least, pageBytes(pool)),
                    own, bound.description().freeMemory() == FreeMemory.UNTOUCHED));
        }
        inAddresses = kinds.get(Unit.ADDRESS);
        // A plain object, because threads may keep it, and must not keep the agent alive through it.
        Object id = new Object();
        for (BoundTransfer transfer : bound.transfers()) {
            transfers.add(new HookedTransfer(this, transfer, id));
        }
    }

    List<HookedTransfer> transfers() {
        return transfers;
    }

    BoundPool bound() {
        return bound;
    }

    PoolKind kind(Unit unit) {
        return kinds.get(unit);
    }

    /** The kind of memory with addresses. */
    PoolKind addresses() {
        return inAddresses;
    }

    Iterable<PoolKind> kinds() {
        return kinds.values();
    }

    /** Whether an operation that begins now is to be recorded. */
    boolean isWatched() {
        Probation present = probation;
        if (present != null && !present.goesOn()) {
            probation = null;
        }
        return !refused;
    }

    /** Whether the description has turned out not to fit. */
    boolean isRefused() {
        return refused;
    }

    /** Called after a finding in a pool of this name. */
    void found(String allocator) {
        Probation present = probation;
        if (present != null && bound.description().name().equals(allocator) && present.fails()) {
            refuse("it looks broken from its first operations on, with " + Probation.FINDINGS + " findings among fewer than "
                    + Probation.OPERATIONS + " operations, so " + bound.description().at() + " does not describe it; it is not watched "
                    + "any more");
        }
    }

    /** Stops the recording, because the description does not fit. */
    void refuse(String reason) {
        synchronized (this) {
            if (refused) {
                return;
            }
            refused = true;
        }
        misfit.accept(reason);
    }

    /**
     * Notes that memory was transferred and could not be determined. Allocates nothing, because a lack of heap may be the cause.
     */
    void missed() {
        for (Unit unit : UNITS) {
            kinds.get(unit).missed();
        }
    }

    /** The hand-outs by futures. */
    Later later() {
        return later;
    }

    /** Records the hand-outs of futures that were completed in the meantime. */
    void tellThoseThere(CallScope scope) {
        if (later.isUsed()) {
            scope.reading(true);
            try {
                later.tellThoseThere();
            } finally {
                scope.reading(false);
            }
        }
    }

    TransferReader reader(BoundTransfer transfer, Class<?> type) {
        try {
            return new TransferReader(bound.description(), transfer, bound.pageSize(), type, openings, addresses);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(bound.description().name() + " of " + bound.description().at(), e);
        }
    }

    /** Called once for each pool, so no method handles are cached; they would keep the pool's class alive. */
    private long pageBytes(Object pool) {
        Amount size = bound.description().pageSize();
        Route route = bound.pageSize();
        if (size == null || route != null && pool == null) {
            return 0;
        }
        if (route == null) {
            return size.constant();
        }
        try {
            return reader(route, pool.getClass()).number(pool, 0);
        } catch (Throwable e) {
            throw new IllegalStateException("page size of " + bound.description().name(), e);
        }
    }

    private RouteReader reader(Route route, Class<?> type) throws ReflectiveOperationException {
        Object made = OwnRights.in(() -> {
            try {
                return RouteReader.of(route, type.getClassLoader(), openings);
            } catch (ReflectiveOperationException e) {
                return e;
            }
        });
        if (made instanceof ReflectiveOperationException e) {
            throw e;
        }
        return (RouteReader) made;
    }
}

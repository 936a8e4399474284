package io.pageconsistency.agent.allocators.described.reading;

import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

import io.pageconsistency.agent.allocators.described.binding.BoundTransfer;
import io.pageconsistency.agent.allocators.described.model.Path;
import io.pageconsistency.agent.allocators.described.model.Transfer;
import io.pageconsistency.boot.OwnRights;
import io.pageconsistency.pools.CallScope;
import io.pageconsistency.pools.PoolKind;

/**
 * A hooked method, with a reader of transferred memory for each class that the method is woven into. Thread-safe.
 *
 * <p>A reader keeps its class alive. So each reader is stored with its class, and this object refers to both only weakly.
 */
final class HookedTransfer extends ClassValue<TransferReader> {
    private final DescribedPool pool;
    private final BoundTransfer bound;
    private final CallScope.Method method;
    private final boolean poolIsAtHand;
    private final Set<Class<?>> types = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    /** The reader used last. Plain: if the value is outdated or for another class, the reader is looked up. */
    private WeakReference<TransferReader> last = new WeakReference<>(null);
    /** Whether reading has succeeded at least once. Plain, because a late update does no harm. */
    private boolean worked;

    /** @param id identifies the pool; the same for all of its methods */
    HookedTransfer(DescribedPool pool, BoundTransfer bound, Object id) {
        this.pool = pool;
        this.bound = bound;
        this.method = new CallScope.Method(id, switch (bound.transfer().kind()) {
            case HAND_OUT -> CallScope.Way.HAND_OUT;
            case TAKE_BACK -> CallScope.Way.TAKE_BACK;
            case RESET, CLOSE, RECYCLER -> CallScope.Way.WHOLE;
        }, pool.bound().isGuarded(bound));
        this.poolIsAtHand = bound.pool() != null && bound.pool().members().isEmpty()
                && bound.pool().path().root() != Path.Root.RETURN;
    }

    @Override
    protected TransferReader computeValue(Class<?> type) {
        types.add(type);
        return OwnRights.in(() -> pool.reader(bound, type));
    }

    /** The reader for a class that the method is woven into. */
    TransferReader reader(Class<?> type) {
        TransferReader reader = last.get();
        if (reader == null || reader.type() != type) {
            reader = get(type);
            last = new WeakReference<>(reader);
        }
        return reader;
    }

    /** Stops all reading, and removes the readers from the classes. They no longer keep the agent alive. */
    void end() {
        for (Class<?> type : types.toArray(new Class<?>[0])) {
            if (type != null) {
                remove(type);
            }
        }
        pool.kinds().forEach(PoolKind::end);
    }

    /** Called after the transferred memory was read. */
    void worked() {
        if (!worked) {
            worked = true;
        }
    }

    /** Called if the transferred memory could not be read. If reading has never succeeded, the description does not fit. */
    void failed(Throwable error) {
        pool.missed();
        if (error instanceof Misfit || !worked && !(error instanceof VirtualMachineError)) {
            pool.refuse(bound.transfer().at() + ": what crosses in " + bound.transfer().method() + " cannot be read: "
                    + error);
        }
    }

    DescribedPool pool() {
        return pool;
    }

    Transfer.Kind kind() {
        return bound.transfer().kind();
    }

    CallScope.Method method() {
        return method;
    }

    /** Whether the path to the pool has no steps, and its root is known on entry. */
    boolean poolIsAtHand() {
        return poolIsAtHand;
    }
}

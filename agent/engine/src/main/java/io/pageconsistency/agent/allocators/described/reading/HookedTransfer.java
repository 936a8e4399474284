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
 * A hooked method; for each class that it is woven into, how to read what crosses there. Thread-safe.
 *
 * <p>Readers hang on the classes, since they keep them alive; so we keep neither, but weakly.
 */
final class HookedTransfer extends ClassValue<TransferReader> {
    private final DescribedPool pool;
    private final BoundTransfer bound;
    private final CallScope.Method method;
    private final boolean poolIsAtHand;
    private final Set<Class<?>> types = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    /** The reader used last. Plain: what is not seen, or not the right one, is asked for. */
    private WeakReference<TransferReader> last = new WeakReference<>(null);
    /** Whether what crosses here could be read, once at least. Plain, as it does not matter who sees it when. */
    private boolean worked;

    /** @param id the same for all methods of a pool */
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

    /** How to read what crosses in the method of a class. */
    TransferReader reader(Class<?> type) {
        TransferReader reader = last.get();
        if (reader == null || reader.type() != type) {
            reader = get(type);
            last = new WeakReference<>(reader);
        }
        return reader;
    }

    /** Nothing is read any more; the classes let go of their readers, and so of the agent. */
    void end() {
        for (Class<?> type : types.toArray(new Class<?>[0])) {
            if (type != null) {
                remove(type);
            }
        }
        pool.kinds().forEach(PoolKind::end);
    }

    /** What crosses here could be read. */
    void worked() {
        if (!worked) {
            worked = true;
        }
    }

    /** It could not. That is the description's fault if it never could. */
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

    /** Whether the object at which the way to the pool begins is the pool. */
    boolean poolIsAtHand() {
        return poolIsAtHand;
    }
}

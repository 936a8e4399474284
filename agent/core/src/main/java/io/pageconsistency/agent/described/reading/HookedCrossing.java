package io.pageconsistency.agent.described.reading;

import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

import io.pageconsistency.agent.described.binding.BoundCrossing;
import io.pageconsistency.agent.described.model.Crossing;
import io.pageconsistency.agent.described.model.Path;
import io.pageconsistency.boot.OwnRights;
import io.pageconsistency.pools.Nest;
import io.pageconsistency.pools.SpaceKind;

/**
 * A hooked method; for each class that it is woven into, how to read what crosses there. Thread-safe.
 *
 * <p>Readers hang on the classes, since they keep them alive; so we keep neither, but weakly.
 */
final class HookedCrossing extends ClassValue<CrossingReader> {
    private final DescribedPool pool;
    private final BoundCrossing bound;
    private final Nest.Method method;
    private final boolean poolIsAtHand;
    private final Set<Class<?>> types = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    /** The reader used last. Plain: what is not seen, or not the right one, is asked for. */
    private WeakReference<CrossingReader> last = new WeakReference<>(null);
    /** Whether what crosses here could be read, once at least. Plain, as it does not matter who sees it when. */
    private boolean worked;

    /** @param id the same for all methods of a pool */
    HookedCrossing(DescribedPool pool, BoundCrossing bound, Object id) {
        this.pool = pool;
        this.bound = bound;
        this.method = new Nest.Method(id, switch (bound.crossing().kind()) {
            case HAND_OUT -> Nest.Way.HAND_OUT;
            case TAKE_BACK -> Nest.Way.TAKE_BACK;
            case RESET, CLOSE, RECYCLER -> Nest.Way.WHOLE;
        }, pool.bound().isGuarded(bound));
        this.poolIsAtHand = bound.pool() != null && bound.pool().members().isEmpty()
                && bound.pool().path().root() != Path.Root.RETURN;
    }

    @Override
    protected CrossingReader computeValue(Class<?> type) {
        types.add(type);
        return OwnRights.in(() -> pool.reader(bound, type));
    }

    /** How to read what crosses in the method of a class. */
    CrossingReader reader(Class<?> type) {
        CrossingReader reader = last.get();
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
        pool.kinds().forEach(SpaceKind::end);
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
            pool.refuse(bound.crossing().at() + ": what crosses in " + bound.crossing().method() + " cannot be read: "
                    + error);
        }
    }

    DescribedPool pool() {
        return pool;
    }

    Crossing.Kind kind() {
        return bound.crossing().kind();
    }

    Nest.Method method() {
        return method;
    }

    /** Whether the object at which the way to the pool begins is the pool. */
    boolean poolIsAtHand() {
        return poolIsAtHand;
    }
}

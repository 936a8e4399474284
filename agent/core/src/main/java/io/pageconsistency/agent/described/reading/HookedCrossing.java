package io.pageconsistency.agent.described.reading;

import io.pageconsistency.agent.described.binding.BoundCrossing;
import io.pageconsistency.agent.described.model.Crossing;

/** A hooked method; for each class that it is woven into, how to read what crosses there. */
final class HookedCrossing extends ClassValue<CrossingReader> {
    private final DescribedPool pool;
    private final BoundCrossing bound;

    HookedCrossing(DescribedPool pool, BoundCrossing bound) {
        this.pool = pool;
        this.bound = bound;
    }

    @Override
    protected CrossingReader computeValue(Class<?> type) {
        return pool.reader(bound, type);
    }

    DescribedPool pool() {
        return pool;
    }

    Crossing.Kind kind() {
        return bound.crossing().kind();
    }

    /** Whether the object at which the way to the pool begins is the pool. */
    boolean poolIsAtHand() {
        return bound.pool() != null && bound.pool().members().isEmpty() && bound.pool().path().root() != io.pageconsistency.agent
                .described.model.Path.Root.RETURN;
    }
}

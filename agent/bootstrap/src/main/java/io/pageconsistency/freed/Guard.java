package io.pageconsistency.freed;

import io.pageconsistency.Operation;
import io.pageconsistency.verdict.Unit;

/** Does something to free memory, so that whoever uses it is found. Thread-safe. */
public interface Guard {
    /** Whether it wants to be offered whatever is taken back. */
    boolean wantsAll();

    /** Whether it wants to be offered what is taken back next. Asked often. */
    boolean wants();

    /** Memory has become free that is not offered. Whoever has a budget pays here as well, or would want to be offered all there is. */
    default void passedOver() {
    }

    /**
     * Memory is free that is not guarded, and its pool cannot give it on yet. Called by whoever gives it back, under a lock of the
     * region that no other code takes: it must call nobody who waits for others.
     *
     * @param unit which was taken back, or released
     * @param operation {@link Operation#TAKE_BACK} or {@link Operation#RELEASE}; a pool's cache may keep what is only taken back
     * @param from the {@linkplain io.pageconsistency.region.Region#placeOf place} where it begins
     * @param end the place after it
     * @return what it guards of that; null for nothing
     */
    Guarded guard(Unit unit, Operation operation, long from, long end);
}

package io.pageconsistency.freed;

import io.pageconsistency.Operation;
import io.pageconsistency.verdict.Unit;

/** Does something to free memory (poisons or fences it), so that a use is found. Thread-safe. */
public interface Guard {
    /** Whether this guard wants to be offered all memory that is taken back. */
    boolean wantsAll();

    /** Whether this guard wants to be offered the memory that is taken back next. Called often. */
    boolean wants();

    /**
     * Memory became free that is not offered to guards. A guard with a budget must spend here, too; otherwise it would want to be
     * offered memory for ever.
     */
    default void notOffered() {
    }

    /**
     * Offers memory that is free and not guarded; its pool cannot pass it on yet. Called on the thread that gives the memory back,
     * under an internal lock of the region. The method must not call code that waits for other threads.
     *
     * @param unit the unit that was taken back, or whose run is freed
     * @param operation {@link Operation#TAKE_BACK} or {@link Operation#RELEASE}; a pool's cache may keep memory that is only taken
     *        back
     * @param from the {@linkplain io.pageconsistency.region.Region#placeOf place} where the memory begins
     * @param end the place after it
     * @return what this guard guards of it; null for nothing
     */
    Guarded guard(Unit unit, Operation operation, long from, long end);
}

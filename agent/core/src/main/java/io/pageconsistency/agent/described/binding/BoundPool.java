package io.pageconsistency.agent.described.binding;

import java.util.List;

import io.pageconsistency.agent.described.model.Crossing;
import io.pageconsistency.agent.described.model.PoolDescription;

/**
 * A description of which everything exists.
 *
 * @param pageSize where the pool says how large its pages are; null if it is a constant, or there are none
 * @param crossings one for each of the description, in its order
 */
public record BoundPool(PoolDescription description, Route pageSize, List<BoundCrossing> crossings, List<FreeList> freeLists) {
    /** Whether the pool says by what a method returns whether it took what it was given. */
    public boolean asksForAnswer(BoundCrossing crossing) {
        return description.guard() == PoolDescription.Guard.FALSE && crossing.answers()
                && crossing.crossing().kind() == Crossing.Kind.TAKE_BACK;
    }

    /** Whether the pool finds out itself that what it is given in a method is not out. */
    public boolean isGuarded(BoundCrossing crossing) {
        return description.guard() == PoolDescription.Guard.THROWS || asksForAnswer(crossing);
    }

    /** A field with the list of what is free. */
    public record FreeList(PoolDescription.FreeList list, Route route) {
    }
}

package io.pageconsistency.agent.described.binding;

import java.util.List;

import io.pageconsistency.agent.described.model.PoolDescription;

/**
 * A description of which everything exists.
 *
 * @param pageSize where the pool says how large its pages are; null if it is a constant, or there are none
 * @param crossings one for each of the description, in its order
 */
public record BoundPool(PoolDescription description, Route pageSize, List<BoundCrossing> crossings) {
}

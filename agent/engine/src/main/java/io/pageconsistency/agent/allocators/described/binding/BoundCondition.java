package io.pageconsistency.agent.allocators.described.binding;

import io.pageconsistency.agent.allocators.described.model.Condition;

/**
 * A condition whose values exist and can be compared.
 *
 * @param left what is looked at
 * @param right with what it is compared, or null if that is a constant
 * @param constant with what it is compared where it is no route: a {@code Long}, a {@code Boolean}, the name of an enum's constant,
 *        or null
 */
public record BoundCondition(Condition condition, Route left, Route right, Object constant) {
}

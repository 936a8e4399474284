package io.pageconsistency.agent.allocators.described.binding;

import io.pageconsistency.agent.allocators.described.model.Condition;

/**
 * A condition whose two sides exist and can be compared.
 *
 * @param left the value on the left
 * @param right the value on the right; null if it is a constant
 * @param constant the constant on the right if there is no route: a {@code Long}, a {@code Boolean}, the name of an enum's
 *     constant, or null
 */
public record BoundCondition(Condition condition, Route left, Route right, Object constant) {
}

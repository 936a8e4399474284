package io.pageconsistency.agent.allocators.described.binding;

import io.pageconsistency.agent.allocators.described.model.Range;

/**
 * A range whose numbers exist.
 *
 * @param from null for a constant
 * @param end null for a constant
 */
public record BoundRange(Range range, Route from, Route end) {
}

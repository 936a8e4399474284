package io.pageconsistency.agent.allocators.described.binding;

import io.pageconsistency.agent.allocators.described.model.Range;

/**
 * A range whose numbers exist.
 *
 * @param from null where it is a constant
 * @param end null where it is a constant
 */
public record BoundRange(Range range, Route from, Route end) {
}

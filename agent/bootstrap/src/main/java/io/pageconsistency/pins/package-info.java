/**
 * Pins: buffers that belong to a holder without a reference count of their own, such as messages in a channel's queue, or the parts
 * of a composite buffer. Begin at {@link io.pageconsistency.pins.Pins}.
 */
package io.pageconsistency.pins;

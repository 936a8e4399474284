/**
 * Memory that belongs to somebody other than the caller that holds its buffer: messages in a channel's queue, parts of a composite
 * buffer. Begin at {@link io.pageconsistency.pins.Pins}.
 */
package io.pageconsistency.pins;

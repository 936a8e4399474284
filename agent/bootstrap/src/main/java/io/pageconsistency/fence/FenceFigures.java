package io.pageconsistency.fence;

/**
 * How much is fenced.
 *
 * @param extents that are now
 * @param bytes of those
 * @param made how many extents were fenced so far
 */
public record FenceFigures(long extents, long bytes, long made) {
}

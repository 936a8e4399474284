package io.pageconsistency.fence;

/**
 * How much memory is fenced.
 *
 * @param extents the number of fences now
 * @param bytes the bytes fenced now
 * @param made the number of fences so far
 */
public record FenceFigures(long extents, long bytes, long made) {
}
